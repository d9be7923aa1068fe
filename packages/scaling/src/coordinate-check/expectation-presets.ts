import type { Expectation } from './expectation.ts';
import type { CoordinateUnit } from './watched.ts';

/** A watched module, in the order of the data flow. */
export interface WatchedModule {
  readonly name: string;
  /** Whether it puts out more numbers at larger widths, as all do but the network's outputs and LoRA's inner features. */
  readonly grows: boolean;
}

/** The modules of measurements. */
export function modulesOf(units: readonly CoordinateUnit[]): WatchedModule[] {
  const [first, last] = [units[0], units.at(-1)];
  const entries = (unit: CoordinateUnit | undefined, name: string) =>
    unit?.coordinates[name]?.[0]?.entries ?? 0;
  return Object.keys(first?.coordinates ?? {}).map((name) => ({
    name,
    grows: entries(last, name) > entries(first, name),
  }));
}

type Row = readonly [Expectation['quantity'], Expectation['step'], Expectation['exponent'], string];

/** Rows for each of the modules. */
const of = (modules: readonly string[], ...rows: readonly Row[]): Expectation[] =>
  modules.flatMap((name) =>
    rows.map(([quantity, step, exponent, reason]) => ({
      ...{ modules: name, quantity, step, exponent, reason },
    })),
  );

const every = ['*'];
const outputsOf = (modules: readonly WatchedModule[]) =>
  modules.filter(({ name, grows }) => !grows && !isInner(name)).map(({ name }) => name);

/** What peft calls the factors of LoRA: A x is the inner feature. */
const isInner = (name: string) => name.includes('lora_A');

/**
 * The standard parametrisation, every weight N(0, 1/fan-in), under Adam at one rate for all widths (Yang et al., Tensor Programs V,
 * arXiv 2203.03466, section 5 and table 3). A step's ∆W has entries η. On an input layer ∆W x sums a fixed number of them, n^0;
 * on a hidden one n, along the input of the step's samples n^1, across those of others n^1/2, and a norm or a saturated
 * activation keeps it n^0. The output sums n changes of n^1 with weights n^-1/2 of the same signs, n^3/2, and the readout's own
 * change is n^1/2 to n^1.
 */
function sp(modules: readonly WatchedModule[]): Expectation[] {
  const outputs = outputsOf(modules);
  const input = modules.slice(0, 1).map(({ name }) => name);
  const grown = 'one rate for all widths: a hidden layer sums n changes of the rate';
  const fixed = 'the first layer sums a fixed number of changes';
  return [
    ...of(input, ['change', 'any', 0, fixed]),
    ...of(every, ['size', 'first', 0, 'weights N(0, 1/fan-in) keep the size']),
    ...of(
      outputs,
      ['change', 'first', { least: 1 / 2, most: 3 / 2 }, grown],
      ['change', 'any', { least: 0, most: 3 / 2 }, grown],
      ['size', 'any', { least: 0, most: 3 / 2 }, grown],
    ),
    ...of(
      every,
      ['size', 'any', { least: 0, most: 1 }, grown],
      ['change', 'any', { least: 0, most: 1 }, grown],
    ),
  ];
}

/**
 * The maximal update parametrisation μP (Yang et al., Tensor Programs V, arXiv 2203.03466, table 3): every size and every change is
 * n^0, but for the output before training. Its weights N(0, 1/n²) are independent of the features, so it is n^-1/2, or 0 where the
 * readout starts at 0; training makes it n^0.
 */
function mup(modules: readonly WatchedModule[]): Expectation[] {
  const start = 'the readout N(0, 1/n²) starts with an output of order n^-1/2';
  return of(
    outputsOf(modules),
    ['size', 'first', -1 / 2, start],
    ['size', 'any', { least: -1 / 2, most: 0 }, `${start}, which training outgrows`],
  );
}

/**
 * LoRA, B = 0 and A ~ n^-1/2, under Adam: with one rate ∝ n^-1/2, or as LoRA+ with ∝ n^-1 for A and n^0 for B (Hayou et al., LoRA+,
 * arXiv 2402.12354; propositions 10 and 13 of theory/derivations.md), on a network of the standard parametrisation or of μP.
 *
 * - A x starts at n^0. Its change is that of A's rate times n, n^1/2 or n^0; at the first step it is 0, as B = 0 passes no gradient.
 * - The first step moves B alone: ∆B A x is B's rate, n^-1/2 or n^0. From the second step on ∆B ∆A x is n^0.
 * - A frozen readout of the network has entries n^-1/2 or n^-1, and ∆B has its signs: the output moves n^1/2 or n^0 times as far,
 *   where it is not along them (a norm before it, other samples) n^1/2 less.
 * - Sizes of the frozen network are its own, and no fault of the adapter.
 */
function lora(modules: readonly WatchedModule[]): Expectation[] {
  const inner = modules.filter(({ name }) => isInner(name)).map(({ name }) => name);
  const feature = 'A x moves by n times the rate of A, n^-1/2 (LoRA) or n^-1 (LoRA+)';
  const slow = 'B starts at 0, so the first step moves it alone';
  const readout = 'a frozen readout with entries n^-1/2 sums changes of its own signs';
  return [
    ...of(
      inner,
      ['size', 'first', 0, 'A N(0, 1/n) keeps the size'],
      ['size', 'any', { least: 0, most: 1 / 2 }, feature],
      ['change', 'any', { least: 0, most: 1 / 2 }, feature],
    ),
    ...of(
      outputsOf(modules),
      ['change', 'first', { least: -1, most: 1 / 2 }, `${slow}; ${readout}`],
      ['change', 'any', { least: -1 / 2, most: 1 / 2 }, readout],
    ),
    ...of(['*lora_B*'], ['size', 'any', { least: -1 / 2, most: 0 }, slow]),
    ...of(
      every,
      ['size', 'any', 'free', 'the frozen network has sizes of its own'],
      ['change', 'first', { least: -1 / 2, most: 0 }, slow],
    ),
  ];
}

/** What is right for usual models, by name: a table for the modules that are watched. */
export const expectationPresets = { sp, mup, lora } as const;

/** The name of one of {@link expectationPresets}. */
export type ExpectationPreset = keyof typeof expectationPresets;

/** The preset of a model that nothing else is said of: LoRA's where peft adapts it, and none otherwise. */
export const usualPreset = (modules: readonly WatchedModule[]): ExpectationPreset | undefined =>
  modules.some(({ name }) => /lora_[AB]/.test(name)) ? 'lora' : undefined;
