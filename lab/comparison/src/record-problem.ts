import { type RunRecord, codeSha256, identityOf, lacksFolders } from '@singlora/tracking';
import { format } from '@singlora/reporting/text';
import { codeOf, codeProblem } from './code-problem.ts';
import type { Found } from './comparison.ts';
import type { ReservationCheck } from './reservation.ts';
import { areSmoke } from './smoke.ts';
import type { Side } from './side.ts';

/** The part of a run that its record's checks read. */
export interface CheckedRun {
  readonly record: RunRecord;
  /** The contradiction within a finished run's record, in words; a run with one decides nothing. */
  readonly contradiction: string | undefined;
}

/** The part of a side that its records' checks read. */
export type CheckedSide = Side<CheckedRun>;

/** The checks that every comparison of recorded sides must pass. */
export const recordChecks: readonly ReservationCheck<Pick<Found<CheckedSide>, 'one' | 'other'>>[] =
  [
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

/** "run 1a2b3c4d5e6f: …" where a run contradicts itself or another one. */
function recordProblem(runs: CheckedSide['runs']): string | undefined {
  const run = runs.find(({ contradiction }) => contradiction !== undefined);
  return run && `${runName(run)}: ${run.contradiction}`;
}

/** "run 1a2b3c4d5e6f". */
export const runName = ({ record }: Pick<CheckedRun, 'record'>) => `run ${record.id.slice(0, 12)}`;

/** Adds what `why` says of a finished run as its contradiction, unless it has one already. */
export const withContradictions = <Run extends CheckedRun>(
  runs: readonly Run[],
  why: (run: Run) => string | undefined,
): Run[] =>
  runs.map((run) => {
    const found =
      run.record.status === 'finished' && run.contradiction === undefined ? why(run) : undefined;
    return found === undefined ? run : { ...run, contradiction: found };
  });

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

/** Refuses runs that were made alike but have different scores: it is unknown which is right. */
export function withRepeats<Run extends CheckedRun>(
  runs: readonly Run[],
  scoreOf: (run: Run) => unknown,
): Run[] {
  const scores = new Map<string, unknown>();
  const contradicted = new Set<string>();
  const finished = runs.filter(({ record }) => record.status === 'finished');
  const identities = new Map(finished.map((run) => [run, identitiesOf(run.record)]));
  for (const [run, keys] of identities) {
    const score = scoreOf(run);
    for (const key of keys)
      if (!scores.has(key)) scores.set(key, score);
      else if (!Object.is(scores.get(key), score)) contradicted.add(key);
  }
  return withContradictions(runs, (run) =>
    identities.get(run)?.some((key) => contradicted.has(key)) === true
      ? 'another run of its identity has another score'
      : undefined,
  );
}

/** A run's identity, and what an identity covers: a copy that was given another identity has the latter. */
const identitiesOf = ({ experiment, identity, config, assets, environment }: RunRecord) => [
  identity,
  identityOf({ experiment, config, assets, code: codeOf(environment) ?? '' }),
];

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

/**
 * By so many seconds may times contradict each other: a run may go on at a host whose clock is behind, and a clock may be set
 * right during a run.
 */
const clockError = 60;

/** Reports a run that ended before it began, or that says of a part that it took longer than the whole. */
function timesProblem({
  startedAt,
  finishedAt,
  starts,
  summary,
}: Pick<RunRecord, 'startedAt' | 'finishedAt' | 'starts' | 'summary'>): string | undefined {
  if (finishedAt === undefined) return undefined;
  const times = [
    startedAt,
    ...starts.flatMap((one) => [one.startedAt, one.endedAt ?? one.startedAt]),
  ];
  const spans = [...times, finishedAt]
    .map((time) => Date.parse(time) / 1000)
    .map((time, at, all) => time - (all[at - 1] ?? time));
  if (spans.some((span) => !(span > -clockError))) return 'it finished before it started';
  const whole = spans.reduce((sum, span) => sum + span, 0);
  const parts = Object.entries(summary).filter(([name]) => /seconds$/i.test(name));
  const [wrong] = parts.filter(([, took]) => took < 0 || took > whole + clockError);
  return (
    wrong &&
    `it says ${format.setting(wrong[1])} for ${wrong[0]}, and took ${format.setting(whole)} seconds in all`
  );
}

/** Reports a run that is flagged as diverged though it was scored. */
export const wholeButDiverged = (
  { summary, artifacts }: Pick<RunRecord, 'summary' | 'artifacts'>,
  scored: (name: string) => boolean,
) =>
  isDiverged(summary) && artifacts.some(({ name }) => scored(name))
    ? 'it is flagged as diverged, but was scored'
    : undefined;

/** The checks of any finished run's record, whatever its suite. */
export const ownProblem = (record: RunRecord): string | undefined =>
  identityProblem(record) ?? timesProblem(record);

/**
 * How a run's identity contradicts its configuration, code and assets, in words; undefined where it agrees or cannot be checked.
 * A run that went on under other code has the identity of one of its starts.
 */
export function identityProblem({
  experiment,
  identity,
  ...record
}: Identified & Pick<RunRecord, 'experiment' | 'identity'>): string | undefined {
  const code = checkedCode(record);
  if (!code) return undefined;
  const { config, assets, starts } = record;
  const own = [
    code,
    ...starts.flatMap(({ environment: { code: other } }) => (other ? [other] : [])),
  ];
  return own.some(
    (each) => identityOf({ experiment, config, code: codeSha256(each), assets }) === identity,
  )
    ? undefined
    : 'its identity is not that of its configuration, code, weights and rows';
}
