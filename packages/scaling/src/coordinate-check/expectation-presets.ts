import tables from './expectation-presets.json' with { type: 'json' };
import { expectationsSchema, type Expectation } from './expectation.ts';
import { isInside } from './inside.ts';
import { modulesIn, type CoordinateUnit } from './watched.ts';

/** A watched module, in the order of the data flow. */
export interface WatchedModule {
  readonly name: string;
  /** Whether its output has more entries at larger widths. All modules do, except the network's outputs and LoRA's inner features. */
  readonly grows: boolean;
}

/** The modules of measurements, without what is watched inside them. */
export function modulesOf(units: readonly CoordinateUnit[]): WatchedModule[] {
  const [first, last] = [units[0], units.at(-1)];
  const entries = (unit: CoordinateUnit | undefined, name: string) =>
    unit?.coordinates[name]?.[0]?.entries ?? 0;
  const names = first ? modulesIn(first).filter((name) => !isInside(name)) : [];
  return names.map((name) => ({
    name,
    grows: entries(last, name) > entries(first, name),
  }));
}

/** Whether a module outputs LoRA's inner feature A x, judged by peft's name for A. */
const isInner = (name: string) => name.includes('lora_A');

/** Modules that presets name by role, where their rows give no pattern. */
const roles: Readonly<Record<string, (module: WatchedModule, place: number) => boolean>> = {
  '{input}': (_, place) => place === 0,
  '{inner}': ({ name }) => isInner(name),
  '{outputs}': ({ name, grows }) => !grows && !isInner(name),
};

/** A table for the watched modules, made from rows that name roles. */
function preset(rows: unknown) {
  const table = expectationsSchema.parse(rows);
  const namesOf = (modules: readonly WatchedModule[], pattern: string) => {
    const has = roles[pattern];
    return has ? modules.filter(has).map(({ name }) => name) : [pattern];
  };
  return (modules: readonly WatchedModule[]): Expectation[] =>
    table.flatMap((row) =>
      namesOf(modules, row.modules).map((name) => ({ ...row, modules: name })),
    );
}

/** The expectations for usual models, by name: a table for the watched modules. */
export const expectationPresets = {
  /**
   * The standard parametrisation, every weight N(0, 1/fan-in), under Adam at one rate for all widths (Yang et al., Tensor Programs V,
   * arXiv 2203.03466, section 5 and table 3). A step's ∆W has entries η. In an input layer ∆W x sums a fixed number of them: n^0.
   * In a hidden layer it sums n: n^1 for the step's own samples, n^1/2 for others, n^0 after a norm or a saturated activation. Later
   * steps may reverse their signs in wide networks. The output sums n changes of n^1 with weights n^-1/2 of equal signs: n^3/2. The
   * readout's own change is n^1/2 to n^1.
   */
  sp: preset(tables.sp),
  /**
   * The maximal update parametrisation μP (Yang et al., Tensor Programs V, arXiv 2203.03466, table 3): every size and every change is
   * n^0, except for the output before training. That is n^-1/2 if its weights N(0, 1/n²) are independent of the features, and 0 if they
   * start at 0. It is n^0 if they are the embedding's, since a token's own features are aligned with them. Training makes it n^0. The
   * output's change reveals a readout that starts n^1/2 too large, since ∆h has the signs of its weights. Attention's logits q·k/d
   * start at n^-1/2, as q and k are independent, and training aligns them, which moves them by n^0; with q·k/√d by n^1/2.
   */
  mup: preset(tables.mup),
  /**
   * LoRA, B = 0 and A ~ n^-1/2, under Adam with one rate ∝ n^-1/2 (Hayou et al., LoRA+, arXiv 2402.12354; propositions 10 and 13 of
   * theory/derivations.md), on a network of the standard parametrisation or of μP. alpha/r is the same at all widths.
   *
   * - A x starts at n^0. Its change is A's rate times n: n^1/2. At the first step B = 0 passes no gradient, so the change is only A ∆x:
   *   0 in the first layer, and elsewhere that of the previous layers' outputs.
   * - The first step moves only B: alpha/r ∆B A x is B's rate, n^-1/2. From the second step on ∆B ∆A x is n^0; at small rates the
   *   former dominates. So the first step alone tells an alpha that grows.
   * - A frozen readout has entries n^-1/2 or n^-1, and ∆B has its signs: the output moves n^1/2 or n^0 times as far. It moves n^1/2
   *   less without this alignment (after a norm, or for other samples).
   * - Sizes of the frozen network are its own, and not the adapter's fault.
   */
  lora: preset(tables.lora),
  /** LoRA+: as `lora`, with rates ∝ n^-1 for A and n^0 for B. So ∆A x, ∆B A x and ∆B ∆A x are all n^0. */
  'lora+': preset(tables['lora+']),
} as const;

/** The name of one of {@link expectationPresets}. */
export type ExpectationPreset = keyof typeof expectationPresets;

/** The default preset: LoRA's for a model that peft adapts, otherwise none. */
export const usualPreset = (modules: readonly WatchedModule[]): ExpectationPreset | undefined =>
  modules.some(({ name }) => /lora_[AB]/.test(name)) ? 'lora' : undefined;
