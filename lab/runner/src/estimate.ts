import { secondsWorked, type Environment, type RunRecord } from '@singlora/tracking';
import { spoken } from './duration.ts';
import type { Plan } from './experiment.ts';
import { recordedName } from './identity.ts';
import type { RunSeries } from './series.ts';

/** The number of training steps of a run; undefined where that is not known. */
type StepsOf = (plan: Plan<unknown>) => number | undefined;

/**
 * The estimated seconds of a run, from finished runs of its experiment on an equal machine: the duration of
 * the run with the most similar settings, scaled by the number of steps. Undefined without such a run.
 */
export function estimateBy(
  records: readonly RunRecord[],
  { cpu, cores, threads }: Pick<Environment, 'cpu' | 'cores' | 'threads'>,
  stepsOf: StepsOf,
): (plan: Plan<unknown>) => number | undefined {
  const known = records
    .filter(({ status, environment: own }) => {
      const isHere = own.cpu === cpu && own.cores === cores && own.threads === threads;
      return status === 'finished' && isHere;
    })
    .map((record) => ({
      fields: fieldsOf(record.config),
      steps: record.summary['steps'],
      seconds: secondsWorked(record.starts),
    }))
    .filter(({ seconds }) => Number.isFinite(seconds));
  return (plan) => {
    const [first, ...others] = known;
    if (!first) return undefined;
    const own = fieldsOf(plan.config as object);
    const likeness = (fields: ReadonlySet<string>) =>
      [...own].filter((one) => fields.has(one)).length;
    const nearest = others.reduce(
      (best, one) => (likeness(one.fields) > likeness(best.fields) ? one : best),
      first,
    );
    const steps = stepsOf(plan);
    const share = steps && nearest.steps ? steps / nearest.steps : 1;
    return nearest.seconds * share;
  };
}

/** Estimates the seconds of a run from similar recorded runs; undefined where there are none. */
export async function estimateIn({
  experiment,
  tracking,
  session,
  environment,
}: RunSeries): Promise<(plan: Plan<unknown>) => number | undefined> {
  const name = recordedName(experiment);
  const records = await tracking.list({ experiment: name, status: 'finished', limit: 200 });
  return estimateBy(records, environment, (plan) => session.stepsOf?.(plan));
}

/** The words after a count of runs whose duration is known. */
export const estimateText = (seconds: number): string =>
  `, about ${spoken(seconds)} by recorded runs like them`;

/** Each setting with its value, as text. */
const fieldsOf = (config: object): ReadonlySet<string> =>
  new Set(Object.entries(config).map((entry) => JSON.stringify(entry)));
