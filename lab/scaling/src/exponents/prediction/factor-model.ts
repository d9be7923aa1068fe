import type { Statement } from '../text/statement.ts';
import { nothing, plus, times, type Quantity } from '../algebra/quantity.ts';

/** A parameter of a layer of width n, at rank 1: a higher fixed rank changes no exponent. */
export interface FactorParameter {
  /** `vector` has one entry per row, `scalar` is a single number, `magnitude` is DoRA's m. */
  readonly kind: 'vector' | 'scalar' | 'magnitude';
  /**
   * `random`; `shared`, the same random entries for all parameters with this start; `zero`; `ones`, equal and positive; or
   * `gradient`, along the parameter's side of the loss's first gradient: the error or the readout for P, the input for Q.
   */
  readonly start: 'random' | 'shared' | 'zero' | 'ones' | 'gradient';
  /** Entries start at n^startExponent; absent: the problem's initial exponent for random ones, Θ(1) for ones. */
  readonly startExponent?: number;
  /** Its learning rate is Θ(n^(c + rateOffset)). */
  readonly rateOffset: number;
  /** Whether weight decay applies. */
  readonly decays: boolean;
  /** True for a parameter that keeps its initial value. */
  readonly isFrozen?: true;
}

/**
 * A method from the width's point of view: the update `u · alpha/r · P Qᵀ` of one layer's weight, where P and
 * Q are products of named parameters. The first trained parameter's entries are reported as `A`.
 */
export interface FactorModel {
  readonly parameters: Readonly<Record<string, FactorParameter>>;
  readonly p: readonly string[];
  readonly q: readonly string[];
  /** The adapted weight, where a file has its formula. */
  readonly formula?: Statement;
}

/** The model with an update n^exponent times as large, by an untrained factor of P. */
export function scaledBy(model: FactorModel, name: string, exponent: number): FactorModel {
  if (exponent === 0) return model;
  const scale: FactorParameter = {
    kind: 'scalar',
    start: 'ones',
    startExponent: exponent,
    rateOffset: 0,
    decays: false,
    isFrozen: true,
  };
  return {
    ...model,
    parameters: { ...model.parameters, [name]: scale },
    p: [name, ...model.p],
  };
}

/**
 * A method on a layer with a fixed number of outputs. Where P and Q share a factor, P has only a fixed number
 * of its rows. These count as a separate factor, up to terms that are small compared with the other rows.
 */
export function withFewOutputs(model: FactorModel): FactorModel {
  const shared = (name: string) =>
    model.q.includes(name) && model.parameters[name]?.kind === 'vector';
  const few = model.p.filter(shared).map((name) => [`${name}*`, model.parameters[name]] as const);
  return {
    ...model,
    parameters: { ...model.parameters, ...Object.fromEntries(few) } as FactorModel['parameters'],
    p: model.p.map((name) => (shared(name) ? `${name}*` : name)),
  };
}

/** Whether P and Q share parameters: the layer then needs as many outputs as inputs. */
export const sharesParameters = ({ p, q }: Pick<FactorModel, 'p' | 'q'>): boolean =>
  p.some((name) => q.includes(name));

/** The name of the parameter whose random draw this one starts from: itself, or the first of those that share it. */
export const drawnFor = ({ parameters }: Pick<FactorModel, 'parameters'>, name: string): string =>
  parameters[name]?.start === 'shared'
    ? (Object.keys(parameters).find((other) => parameters[other]?.start === 'shared') ?? name)
    : name;

/** Values, gradients or changes by parameter name. */
export type ParameterValues = Readonly<Record<string, Quantity>>;

export const parameterValue = (values: ParameterValues, name: string): Quantity =>
  values[name] ?? nothing;

/** The product of the named values; 1 without names. */
export const productOf = (names: readonly string[], values: ParameterValues): Quantity =>
  times(...names.map((name) => parameterValue(values, name)));

/** The change of the product: all terms in which at least one factor changes. */
export function changeOfProduct(
  names: readonly string[],
  values: ParameterValues,
  changes: ParameterValues,
): Quantity {
  const [name, ...rest] = names;
  if (name === undefined) return nothing;
  const [value, change] = [parameterValue(values, name), parameterValue(changes, name)];
  const changeOfRest = changeOfProduct(rest, values, changes);
  return plus(
    times(change, productOf(rest, values)),
    times(value, changeOfRest),
    times(change, changeOfRest),
  );
}

/** The name of the parameter that is DoRA's magnitude, if any. */
export const magnitudeOf = ({ parameters }: FactorModel): string | undefined =>
  Object.keys(parameters).find((name) => parameters[name]?.kind === 'magnitude');

export const mapValues = <A, B, Name extends string>(
  record: Readonly<Record<Name, A>>,
  change: (value: A, name: Name) => B,
) =>
  Object.fromEntries(
    Object.entries<A>(record).map(([name, value]) => [name, change(value, name as Name)]),
  ) as Record<Name, B>;
