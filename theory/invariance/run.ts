import type { Context, Outcome, Plan, Session } from '@singlora/runner';
import { startBackend } from '@singlora/runtime';
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
import type { Run } from '@singlora/tracking';
import { resultJson } from '../record.ts';
import { record } from './record.ts';
import type { InvarianceRunConfig } from './plan.ts';

export async function openInvarianceSession({
  log,
  env,
}: Context): Promise<Session<InvarianceRunConfig>> {
  const backend = await startBackend({ env, warn: log });
  log(`Backend  ${backend.description}`);
  return { backend: backend.description, assets: [], run: runInvariance, describe };
}

async function runInvariance(
  { config }: Plan<InvarianceRunConfig>,
  run: Run,
  { signal, log }: Context,
): Promise<Outcome> {
  const started = performance.now();
  const change = changeOf(config);
  const entries: ReturnType<typeof entriesOf> = [];
  const floors: typeof entries = [];
  const verdicts: (InvarianceVerdict & { optimiser: string; sentence: string })[] = [];
  for (const name of config.optimisers) {
    const optimiser = optimiserOf(name);
    const measure = async (draw: DrawChange): Promise<Differences> => {
      const all: (number | null)[][] = [];
      for (const seed of config.seeds) {
        all.push(updateDifferences({ ...config, optimiser, seed }, draw));
        await new Promise(setImmediate); // lets Ctrl-C be heard
      }
      return all;
    };
    const [differences, rounding] = [await measure(change), await measure(signedPermutation)];
    if (signal.aborted) return { status: 'interrupted' };
    const verdict = judgeInvariance(differences, rounding);
    const sentence = sentenceOf(optimiser.title, verdict);
    log(`  ${sentence}`);
    entries.push(...entriesOf(name, differences));
    floors.push(...entriesOf(name, rounding));
    verdicts.push({ optimiser: name, ...verdict, sentence });
  }
  const double = inDouble(config);
  const result = { entries, floors, double: entriesOf('gd', double), verdicts };
  await run.artifact('result.json', resultJson(record, { version: 1, ...result }));
  const invariant = verdicts.filter((verdict) => verdict.invariant);
  const isInvariant = (name: string) => invariant.some(({ optimiser }) => optimiser === name);
  const others = entries.filter(({ optimiser }) => !isInvariant(optimiser));
  return {
    status: 'finished',
    summary: {
      optimisers: verdicts.length,
      invariant: invariant.length,
      ...(invariant.length > 0 && {
        largestInvariant: Math.max(...invariant.map(({ difference }) => difference ?? Infinity)),
      }),
      ...(others.length > 0 && {
        smallestOther: Math.min(...others.map(({ low }) => low ?? Infinity)),
      }),
      ...(double.length > 0 && { double: Math.max(...double.flat()) }),
      seconds: (performance.now() - started) / 1000,
    },
  };
}

function changeOf({ change, factor }: InvarianceRunConfig): DrawChange {
  return change === 'rotation' ? rotation : scalingBy(factor ?? 1);
}

/** The theorem itself, where it is about this run: SingLoRA and a rotation. */
function inDouble(config: InvarianceRunConfig): number[][] {
  if (config.method !== 'singlora') return [];
  return config.seeds.map((seed) => doubleDifferences({ ...config, seed }));
}

/** The relative difference after each step: a value a seed, their mean and ends; null where not finite. */
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
  const size =
    difference === null ? 'one trajectory is lost' : `they differ by up to ${number(difference)}`;
  return invariant
    ? `${title}: the same update within rounding (${size} of the movement; rounding alone makes ${number(floor)})`
    : `${title}: another update (${size} of the movement; rounding alone makes ${number(floor)})`;
}

const number = (value: number): string =>
  value >= 0.01 && value < 1000 ? String(Number(value.toPrecision(2))) : value.toExponential(0);

/** A finished run in one line. */
function describe(summary: Readonly<Record<string, number>>): string {
  const { optimisers = 0, invariant = 0, smallestOther, seconds = 0 } = summary;
  const others = smallestOther === undefined ? '' : `, the others ≥ ${number(smallestOther)} apart`;
  return `invariant under ${invariant} of ${optimisers} optimisers${others}, ${seconds.toFixed(0)} s`;
}
