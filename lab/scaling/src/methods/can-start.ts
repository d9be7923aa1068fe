import { methodOf, takes, type Method } from '@singlora/core';
import type { FactorParameter } from '../exponents/prediction/factor-model.ts';
import type { StartName } from '../exponents/prediction/start.ts';
import { factorModelOf } from './factor-model-of.ts';

type MethodSettings = Readonly<Record<string, unknown>>;

/** The settings with which core's methods start from a part of the frozen weight. */
const fromWeight: Partial<Record<StartName, readonly MethodSettings[]>> = {
  principal: [{ init: { dist: 'principal' } }, { init_lora_weights: 'pissa' }],
  qr: [{ init_lora_weights: 'olora' }],
};

/** Whether a start takes a part of the frozen weight, so that the weight determines its size. */
export const isFromWeight = (start: StartName): boolean => start in fromWeight;

/** The settings with which a method starts from a part of the frozen weight; undefined where it cannot, or need not. */
export const weightStart = (method: Method, start: StartName): MethodSettings | undefined =>
  fromWeight[start]?.find((settings) => takes(method, settings));

/** Whether a method supports a start: its own always, others by its parameters. @throws {CoreError} for an unknown method */
export function supportsStart(name: string, start: StartName): boolean {
  if (isFromWeight(start)) return weightStart(methodOf({ method: name }), start) !== undefined;
  const all = Object.values(factorModelOf(name).parameters);
  const has = (kind: FactorParameter['kind'], from: FactorParameter['start']) =>
    all.some((one) => one.kind === kind && one.start === from);
  if (start === 'swapped') return has('vector', 'random') && has('vector', 'zero');
  return start === 'own' || has('scalar', 'zero');
}
