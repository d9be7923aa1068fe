import { methodOf, parseAdapterConfig, type Layer, type ParameterSpec } from '@singlora/core';
import type { DeclaredMethod } from '@singlora/records';
import { declaredFactors } from './declared-factors.ts';
import { startingAs, type StartName } from '../exponents/prediction/start.ts';
import {
  scaledBy,
  type FactorModel,
  type FactorParameter,
} from '../exponents/prediction/factor-model.ts';

/** The choices that may override core's declaration of a method. */
export type FactorChoices = Partial<Pick<NamedMethod, 'start' | 'growthExponent'>>;

/** The factor model of one of core's methods, from its declaration. @throws {CoreError} for an unknown method */
export function factorModelOf(name: string, choices: FactorChoices = {}): FactorModel {
  const { sides } = methodOf({ method: name });
  const { start = 'own', growthExponent } = choices;
  const [narrow, wide] = [specsAt(name, 1), specsAt(name, 4, growthExponent)];
  const symbolOf = (parameter: string) => narrow[parameter]?.symbol ?? parameter;
  const parameters = Object.entries(narrow).map(([parameter, spec]) => {
    const wider = wide[parameter] as ParameterSpec;
    const [group, widerGroup] = [spec.group, wider.group];
    const isFrozen = group === 'frozen' || widerGroup === 'frozen';
    const kind = sizeOf(wider) > sizeOf(spec) ? ('vector' as const) : ('scalar' as const);
    const described: FactorParameter = {
      kind: parameter === sides.magnitude ? 'magnitude' : kind,
      start: startOf(spec, kind),
      ...(isFrozen
        ? { rateOffset: 0, decays: false, isFrozen }
        : {
            rateOffset: Math.log2(widerGroup.lrScale / group.lrScale) / 2,
            decays: group.weightDecay,
          }),
    };
    return [symbolOf(parameter), described] as const;
  });
  const model = {
    parameters: Object.fromEntries(parameters),
    p: sides.p.map(symbolOf),
    q: sides.q.map(symbolOf),
  };
  return startingAs(model, start);
}

/** A method as a run names it: one of core's, or one declared in a file. */
export interface NamedMethod {
  readonly method: string;
  /** The method's declaration in a file; null for one of core's methods. */
  readonly declared: DeclaredMethod | null;
  /** Which factors start at random; see {@link StartName}. */
  readonly start: StartName;
  /** The exponent of the setting that grows with the width, such as LoRA+'s ratio of rates; null: the method's own. */
  readonly growthExponent: number | null;
  /** α ∝ n^alphaExponent; absent: 0. */
  readonly alphaExponent?: number;
}

/** The factor model of a run's method. @throws {CoreError} for an unknown method */
export function factorsOf(named: NamedMethod): FactorModel {
  const { method, declared, start, growthExponent, alphaExponent = 0 } = named;
  const own = declared
    ? declaredFactors(declared)
    : factorModelOf(method, { start, growthExponent });
  return scaledBy(own, 'α', alphaExponent);
}

/** A parameter's start, by the distribution that core draws it from. */
export const startOfDistribution: Readonly<
  Record<ParameterSpec['init']['dist'], FactorParameter['start']>
> = {
  zeros: 'zero',
  uniform: 'random',
  normal: 'random',
  paired: 'random',
  subtracted: 'random',
  shared: 'shared',
  'half-space': 'random',
  'part-of-weight': 'random',
  'row-norms': 'ones',
};

/** A parameter's start. A random scalar is of order 1 at any width, unlike a vector's entries. */
function startOf({ init }: ParameterSpec, kind: FactorParameter['kind']): FactorParameter['start'] {
  const start = startOfDistribution[init.dist];
  return kind === 'scalar' && start === 'random' ? 'ones' : start;
}

const sizeOf = ({ shape }: ParameterSpec): number => shape.reduce((size, n) => size * n, 1);

/** A method's parameters in a square layer at rank 1, with its growing settings. @throws {CoreError} for an unknown method */
export function specsAt(name: string, width: number, growthExponent?: number | null) {
  const method = methodOf({ method: name });
  const layer: Layer = { kind: 'linear', inFeatures: width, outFeatures: width };
  const config = parseAdapterConfig({
    method: name,
    r: 1,
    ...growth(method, width, growthExponent),
  });
  return method.parameters(layer, config);
}

/** Whether a method has a setting that grows with the width. @throws {CoreError} for an unknown method */
export const canGrow = (name: string): boolean => methodOf({ method: name }).growing !== undefined;

/** The growing setting's value at a width `times` the one where it is 1; by its own exponent unless one is given. */
export const growth = (
  { growing }: Pick<ReturnType<typeof methodOf>, 'growing'>,
  times: number,
  exponent?: number | null,
): Readonly<Record<string, number>> =>
  growing ? { [growing.setting]: times ** (exponent ?? growing.exponent) } : {};
