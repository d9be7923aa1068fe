import { methodOf, parseAdapterConfig, takes, type AdapterConfig } from '@singlora/core';
import type { StartName } from '../exponents/prediction/start.ts';
import { weightStart } from './can-start.ts';
import { growth } from './factor-model-of.ts';

/** The inputs of a variant's settings. */
export interface VariantContext {
  readonly width: number;
  /** The width at which all width-dependent choices coincide. */
  readonly baseWidth: number;
  readonly rank: number;
  /** α at the base width. */
  readonly alpha: number;
  /** α ∝ n^alphaExponent; absent: 0. */
  readonly alphaExponent?: number;
  /** γ for random factors whose entries start at order n^γ; null keeps the method's own start. */
  readonly initExponent: number | null;
  /** The exponent of the growing setting; absent or null: the method's own. */
  readonly growthExponent?: number | null;
  /** The start of the parameters; absent: the method's own. */
  readonly start?: StartName;
  /** Length of the ramp in steps; 0 is none. */
  readonly ramp: number;
}

/** An adapter method as the sweep trains it, with width-dependent settings. */
export interface Variant {
  readonly name: string;
  readonly title: string;
  /** Whether the start's exponent is a setting, and whether there is a ramp. */
  readonly hasInit: boolean;
  readonly hasRamp: boolean;
  /** The settings as core's `parseAdapterConfig` takes them. */
  settings(context: VariantContext): Readonly<Record<string, unknown>>;
}

type StartContext = Pick<VariantContext, 'width' | 'baseWidth'>;

/** The fan of entries N(0, 1/fan) with variance ∝ n^2γ; the base width itself at the base width, for any γ. */
export const fanOf = ({ width, baseWidth }: StartContext, initExponent: number): number =>
  baseWidth * (width / baseWidth) ** (-2 * initExponent);

const init = (context: VariantContext) =>
  context.initExponent === null
    ? {}
    : { init: { dist: 'normal' as const, fan: fanOf(context, context.initExponent) } };

/** Core's method with this name, with its growing settings. @throws {CoreError} for an unknown name */
export function variantOf(name: string): Variant {
  const method = methodOf({ method: name });
  const { title, growing } = method;
  const hasInit = takes(method, { init: {} });
  const hasRamp = takes(method, { ramp: 'none' });
  const power = growing?.exponent === 1 ? 'n' : `n^${growing?.exponent}`;
  return {
    name,
    title: growing ? `${title}, ${growing.title} ∝ ${power}` : title,
    hasInit,
    hasRamp,
    settings: (to) => ({
      method: name,
      r: to.rank,
      lora_alpha: to.alpha * (to.width / to.baseWidth) ** (to.alphaExponent ?? 0),
      ...(hasInit && init(to)),
      ...weightStart(method, to.start ?? 'own'),
      ...(hasRamp && { ramp: to.ramp === 0 ? 'none' : { steps: to.ramp } }),
      ...(takes(method, { base_width: 1 }) && { base_width: to.baseWidth }),
      ...growth(method, to.width / to.baseWidth, to.growthExponent ?? undefined),
    }),
  };
}

/** The adapter's full configuration at a width, on the given slots. */
export function adapterConfigAt(
  variant: Variant,
  context: VariantContext,
  targets: readonly string[],
): AdapterConfig {
  return parseAdapterConfig({ ...variant.settings(context), target_modules: [...targets] });
}
