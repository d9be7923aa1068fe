import { type RunRecord, codeSha256, identityOf, lacksFolders } from '@singlora/tracking';
import { format } from '@singlora/reporting/text';
import type { RunPredictions } from './glue/predictions.ts';
import { codeProblem } from './code-problem.ts';
import type { Found } from './comparison.ts';
import type { Check } from './reservation.ts';
import { areSmoke } from './smoke.ts';
import type { Side } from './side.ts';

/** The part of a run that its record's checks read. */
export interface CheckedRun {
  readonly record: RunRecord;
  /** The contradiction within a finished run's record, in words; a run with one decides nothing. */
  readonly contradiction: string | undefined;
}

/** The part of a side that its records' checks read. */
export type CheckedSide = Side<CheckedRun & { readonly predictions?: RunPredictions }>;

/** The checks that every comparison of recorded sides must pass. */
export const recordChecks: readonly Check<Pick<Found<CheckedSide>, 'one' | 'other'>>[] = [
  ({ one, other }) =>
    areSmoke([...one.runs, ...other.runs]) ? 'a smoke run decides nothing' : undefined,
  ({ one, other }) => recordProblem([...one.runs, ...other.runs]),
  ({ one, other }) => partlyCheckable([...one.runs, ...other.runs]),
  ({ one, other }) => {
    const [own, others] = [one, other].map(({ runs }) => runs.map(({ record }) => record));
    return codeProblem(own ?? [], others ?? []);
  },
];

/** Reports sides of which only some runs can be checked: one that leaves out what is checked would pass as an older record. */
function partlyCheckable(runs: CheckedSide['runs']): string | undefined {
  const n = uncheckable(runs);
  return n > 0 && n < runs.length
    ? `the identity of ${format.count(n)} of its runs cannot be checked, that of the others can`
    : undefined;
}

/** "run 1a2b3c4d5e6f: …" where a run contradicts itself, or its predictions do not give its score. */
function recordProblem(runs: CheckedSide['runs']): string | undefined {
  for (const { record, contradiction, predictions } of runs) {
    const why =
      contradiction ?? (predictions?.problem && 'its predictions are not what it was scored by');
    if (why !== undefined) return `run ${record.id.slice(0, 12)}: ${why}`;
  }
  return undefined;
}

/** Whether any two items are alike. */
export const somePair = <One>(all: readonly One[], alike: (one: One, other: One) => boolean) =>
  all.some((one, index) => all.slice(index + 1).some((other) => alike(one, other)));

/** "it recorded 90 steps, not 100"; undefined where the recorded number is the expected one. */
export const differs = (what: string, recorded: number | undefined, expected: number) =>
  recorded === expected
    ? undefined
    : `it recorded ${recorded === undefined ? 'no' : format.count(recorded)} ${what}, not ${format.count(expected)}`;

/** Whether a run is flagged as diverged. */
export const isDiverged = (summary: RunRecord['summary']): boolean => summary['diverged'] === 1;

/** Reports a finished run that has no score and did not diverge. */
export const scoreless = (score: number | undefined, { summary }: Pick<RunRecord, 'summary'>) =>
  score === undefined && !isDiverged(summary)
    ? 'it finished without a score, and not as diverged'
    : undefined;

/** Marks runs with one identity but different scores as contradicted: it is unknown which is right. */
export function withRepeats<Run extends CheckedRun>(
  runs: readonly Run[],
  scoreOf: (run: Run) => unknown,
): Run[] {
  const scores = new Map<string, unknown>();
  const contradicted = new Set<string>();
  for (const run of runs) {
    const { identity, status } = run.record;
    if (status !== 'finished') continue;
    const score = scoreOf(run);
    if (!scores.has(identity)) scores.set(identity, score);
    else if (!Object.is(scores.get(identity), score)) contradicted.add(identity);
  }
  return runs.map((run) =>
    contradicted.has(run.record.identity)
      ? { ...run, contradiction: 'another run of its identity has another score' }
      : run,
  );
}

type Identified = Pick<RunRecord, 'config' | 'assets' | 'environment' | 'starts'>;

/** The code by which a run's identity can be checked; undefined where that cannot be. */
function checkedCode({ config, assets, environment, starts: [first] }: Identified) {
  const { code } = first?.environment ?? environment;
  if (code === null || Object.keys(code).length === 0) return undefined;
  return lacksFolders(config) || assets.some(({ id }) => lacksFolders(id)) ? undefined : code;
}

/** How many runs have an identity that cannot be computed again: their records are from before the code's hash, or lack a model's or rows' folders. */
export const uncheckable = (runs: readonly { readonly record: Identified }[]): number =>
  runs.filter(({ record }) => checkedCode(record) === undefined).length;

/** Reports a run that ended before it began. */
export const timesProblem = ({
  startedAt,
  finishedAt,
}: Pick<RunRecord, 'startedAt' | 'finishedAt'>) =>
  finishedAt !== undefined && Date.parse(finishedAt) < Date.parse(startedAt)
    ? 'it finished before it started'
    : undefined;

/** Reports a run that is flagged as diverged though it took all its steps and was scored. */
export const wholeButDiverged = (
  { summary, artifacts }: Pick<RunRecord, 'summary' | 'artifacts'>,
  steps: number | undefined,
  scored: (name: string) => boolean,
) =>
  isDiverged(summary) && summary['steps'] === steps && artifacts.some(({ name }) => scored(name))
    ? 'it is flagged as diverged, but took all its steps and was scored'
    : undefined;

/** How a run's identity contradicts its configuration, code and assets, in words; undefined where it agrees or cannot be checked. */
export function identityProblem({
  experiment,
  identity,
  ...record
}: Identified & Pick<RunRecord, 'experiment' | 'identity'>): string | undefined {
  const code = checkedCode(record);
  if (!code) return undefined;
  const { config, assets } = record;
  return identityOf({ experiment, config, code: codeSha256(code), assets }) === identity
    ? undefined
    : 'its identity is not that of its configuration, code, weights and rows';
}
