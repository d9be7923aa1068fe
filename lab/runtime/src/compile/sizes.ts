import { Matrix, pseudoInverse, SingularValueDecomposition } from 'ml-matrix';
import { dataTypes, sameConstant, constantValues, type Constant } from './constant.ts';

/** The constants of one recorded run, and the sizes it ran at: those of all inputs in order. */
export interface Sample {
  sizes: readonly number[];
  constants: readonly Constant[];
}

/** The largest number of varying sizes for which products are tried. */
const MOST_SIZES = 4;

/**
 * The constants that a run at other sizes would make, derived from recorded runs. They are integers, such as
 * the target shapes of reshapes, each a sum of products of the varying sizes: with batch B and length L, `a +
 * b B + c L + d B L`. This needs one recording more than there are coefficients, and all have to agree.
 *
 * Undefined where this cannot be decided: with too few recordings, sizes that no longer vary together,
 * differing constants that are not integers or differ in shape, or a result that is not an integer.
 */
export function constantsAt(samples: readonly Sample[], sizes: readonly number[]) {
  const shared = sharedSizes(samples);
  const free = shared.filter(({ values }) => new Set(values).size > 1);
  if (free.length > MOST_SIZES || samples.length <= 2 ** free.length) return undefined;
  if (!shared.every((one) => fits(one, sizes))) return undefined;

  // Each row holds the products of all subsets of the free sizes: 1, B, L, B L.
  const products = (factors: readonly number[]): number[] =>
    factors.reduce<number[]>((row, factor) => [...row, ...row.map((term) => term * factor)], [1]);
  const known = new Matrix(
    samples.map((_, i) => products(free.map(({ values }) => values[i] ?? 0))),
  );
  if (new SingularValueDecomposition(known).rank < known.columns) return undefined;
  const inverse = pseudoInverse(known);
  const wanted = products(free.map(({ positions: [position = 0] }) => sizes[position] ?? 0));
  const weights = Matrix.rowVector(wanted).mmul(inverse).to1DArray();
  const fit = known.mmul(inverse).to2DArray();

  const constants = samples[0]?.constants.map((constant, i) => {
    const all = samples.map((sample) => sample.constants[i] as Constant);
    if (all.every((other) => sameConstant(other, constant))) return constant;
    const agree = fit.every((row, j) => sameConstant(combined(all, row), all[j] as Constant));
    return agree ? combined(all, weights) : undefined;
  });
  return constants?.every((constant) => constant !== undefined) ? constants : undefined;
}

/** Sizes of inputs that were equal to each other at every recording, such as the batch size of all inputs, with the size at each. */
function sharedSizes(samples: readonly Sample[]) {
  const found = new Map<string, { positions: number[]; values: readonly number[] }>();
  samples[0]?.sizes.forEach((_, position) => {
    const values = samples.map((sample) => sample.sizes[position] as number);
    const known = found.get(values.join());
    if (known) known.positions.push(position);
    else found.set(values.join(), { positions: [position], values });
  });
  return [...found.values()];
}

/** Whether sizes that were equal at every recording are equal here, and a size that never varied is as before. */
function fits(
  { positions, values }: ReturnType<typeof sharedSizes>[number],
  sizes: readonly number[],
): boolean {
  const [first] = values;
  const varies = values.some((value) => value !== first);
  const expected = varies ? sizes[positions[0] ?? 0] : first;
  return positions.every((position) => sizes[position] === expected);
}

/** The weighted sum of int32 constants of one shape; undefined for other constants, or a sum that is not an integer. */
function combined(all: readonly Constant[], weights: readonly number[]): Constant | undefined {
  const [{ shape, dtype }] = all as [Constant];
  if (!all.every((one) => one.dtype === dataTypes.int32 && one.shape.join() === shape.join())) {
    return undefined;
  }
  const values = all.map(constantValues);
  const sums = Array.from(values[0] ?? [], (_, k) =>
    weights.reduce((sum, weight, i) => sum + weight * (values[i]?.[k] ?? 0), 0),
  );
  const integers = Int32Array.from(sums, Math.round);
  if (sums.some((sum, k) => Math.abs(sum - (integers[k] ?? 0)) > 1e-3)) return undefined;
  return { shape, dtype, bytes: new Uint8Array(integers.buffer) };
}
