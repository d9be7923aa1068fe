import {
  doubleDifferences,
  judgeInvariance,
  optimiserOf,
  rotation,
  scalingBy,
  signedPermutation,
  updateDifferences,
  type Differences,
  type DrawChange,
  type InvarianceVerdict,
} from '@singlora/scaling';
import type { Make } from '../experiment.ts';
import type { ConfigOf, ResultOf } from '../record.ts';
import type { record } from './record.ts';

type Config = ConfigOf<typeof record>;
type Result = ResultOf<typeof record>;

/** Trains under each optimiser from both sets of parameters, and again where the two differ only by rounding. */
export const measured: Make<Config, Result> = async (config, { log, pause }) => {
  const change = config.change === 'rotation' ? rotation : scalingBy(config.factor ?? 1);
  const entries: Result['entries'] = [];
  const floors: Result['floors'] = [];
  const verdicts: Result['verdicts'] = [];
  for (const name of config.optimisers) {
    const optimiser = optimiserOf(name);
    const measure = async (draw: DrawChange): Promise<Differences> => {
      const all: (number | null)[][] = [];
      for (const seed of config.seeds) {
        all.push(updateDifferences({ ...config, optimiser, seed }, draw));
        await pause();
      }
      return all;
    };
    const [differences, rounding] = [await measure(change), await measure(signedPermutation)];
    const verdict = judgeInvariance(differences, rounding);
    const sentence = sentenceOf(optimiser.title, verdict);
    log(`  ${sentence}`);
    entries.push(...entriesOf(name, differences));
    floors.push(...entriesOf(name, rounding));
    verdicts.push({ optimiser: name, ...verdict, sentence });
  }
  // The theorem itself, if the run is about it: SingLoRA and a rotation.
  const double =
    config.method === 'singlora'
      ? config.seeds.map((seed) => doubleDifferences({ ...config, seed }))
      : [];
  const invariant = verdicts.filter((verdict) => verdict.invariant);
  const isInvariant = (name: string) => invariant.some(({ optimiser }) => optimiser === name);
  const others = entries.filter(({ optimiser }) => !isInvariant(optimiser));
  const most = (values: readonly (number | null)[]) =>
    values.length > 0 ? Math.max(...values.map((value) => value ?? Infinity)) : undefined;
  return {
    result: { version: 1, entries, floors, double: entriesOf('gd', double), verdicts },
    summary: {
      optimisers: verdicts.length,
      invariant: invariant.length,
      largestInvariant: most(invariant.map(({ difference }) => difference)),
      smallestOther:
        others.length > 0 ? Math.min(...others.map(({ low }) => low ?? Infinity)) : undefined,
      double: most(double.flat()),
    },
  };
};

/** The relative difference after each step: one value per seed, their mean and range; null where not finite. */
function entriesOf(optimiser: string, differences: Differences) {
  const steps = differences[0]?.map((_, i) => i) ?? [];
  return steps.map((step) => {
    const values = differences.map((seed) => seed[step] ?? null);
    const all = values.map((value) => value ?? NaN);
    const finite = (value: number) => (Number.isFinite(value) ? value : null);
    return {
      optimiser,
      step: step + 1,
      values,
      mean: finite(all.reduce((sum, value) => sum + value, 0) / all.length),
      low: finite(Math.min(...all)),
      high: finite(Math.max(...all)),
    };
  });
}

function sentenceOf(title: string, { invariant, difference, floor }: InvarianceVerdict): string {
  if (floor === null) return `${title}: training diverged, which says nothing of invariance`;
  const size =
    difference === null ? 'one trajectory is lost' : `they differ by up to ${number(difference)}`;
  return invariant
    ? `${title}: the same update within rounding (${size} of the movement; rounding alone makes ${number(floor)})`
    : `${title}: another update (${size} of the movement; rounding alone makes ${number(floor)})`;
}

const number = (value: number): string =>
  value >= 0.01 && value < 1000 ? String(Number(value.toPrecision(2))) : value.toExponential(0);
