import { secondsWorked, type Environment, type RunRecord } from '@singlora/tracking';
import { spoken } from './duration.ts';
import type { Plan } from './experiment.ts';
import { recordedName } from './identity.ts';
import type { Series } from './series.ts';

/** The number of training steps of a run; undefined where that is not known. */
type StepsOf = (plan: Plan<unknown>) => number | undefined;

/**
 * The seconds that a run takes, by finished runs of its experiment on such a machine: as long as the one whose settings are most
 * like its own, in proportion to the steps. Undefined where there is none.
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

/** Gives the seconds that a run takes, by recorded runs like it; undefined where there are none. */
export async function estimateIn({
  experiment,
  tracking,
  session,
  environment,
}: Series): Promise<(plan: Plan<unknown>) => number | undefined> {
  const name = recordedName(experiment);
  const records = await tracking.list({ experiment: name, status: 'finished', limit: 200 });
  return estimateBy(records, environment, (plan) => session.stepsOf?.(plan));
}

/** The words that follow a count of runs where it is known how long they take. */
export const estimateText = (seconds: number): string =>
  `, about ${spoken(seconds)} by recorded runs like them`;

/** Each setting with its value, as text. */
const fieldsOf = (config: object): ReadonlySet<string> =>
  new Set(Object.entries(config).map((entry) => JSON.stringify(entry)));
