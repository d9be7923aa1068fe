import { secondsWorked, type Environment, type RunRecord } from '@singlora/tracking';
import type { Plan } from './experiment.ts';

/** How many steps of training a run takes; undefined where that is not known. */
type StepsOf = (plan: Plan<unknown>) => number | undefined;

/**
 * The seconds that runs take one after the other, by finished runs of their experiment on such a machine: each as long as the one
 * whose settings are most like its own, in proportion to the steps. Undefined where there is none.
 */
export function secondsOf(
  plans: readonly Plan<unknown>[],
  records: readonly RunRecord[],
  { cpu, cores, threads }: Pick<Environment, 'cpu' | 'cores' | 'threads'>,
  stepsOf: StepsOf,
): number | undefined {
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
  if (known.length === 0) return undefined;
  return plans.reduce((sum, plan) => {
    const own = fieldsOf(plan.config as object);
    const likeness = (fields: ReadonlySet<string>) =>
      [...own].filter((one) => fields.has(one)).length;
    const [first, ...others] = known as [(typeof known)[number], ...typeof known];
    const nearest = others.reduce(
      (best, one) => (likeness(one.fields) > likeness(best.fields) ? one : best),
      first,
    );
    const steps = stepsOf(plan);
    const share = steps && nearest.steps ? steps / nearest.steps : 1;
    return sum + nearest.seconds * share;
  }, 0);
}

/** Each setting with its value, as text. */
const fieldsOf = (config: object): ReadonlySet<string> =>
  new Set(Object.entries(config).map((entry) => JSON.stringify(entry)));
