import type { MetricPoint } from '@singlora/tracking';
import { flattened } from '@singlora/comparison';

/**
 * The number of a run's steps, from its configuration or from how far its learning rate has
 * decayed; undefined where neither shows it.
 *
 * @param rate its last recorded learning rate
 */
export function totalSteps(config: object, rate: MetricPoint | undefined): number | undefined {
  const settings = new Map(flattened(config));
  const setting = (name: string) => settings.get(`training.${name}`) ?? settings.get(name);
  const steps = setting('steps');
  if (typeof steps === 'number') return steps;
  const [peak, warmup] = [setting('learningRate'), setting('warmupSteps')];
  if (typeof peak !== 'number' || typeof warmup !== 'number' || !rate) return undefined;
  const done = rate.step - 1; // a step records the rate before it
  const left = shareLeft(setting('schedule'), rate.value / peak);
  if (left === undefined || done <= warmup || !(left < 1)) return undefined;
  return Math.round((done - left * warmup) / (1 - left));
}

/** The share of the steps after the warmup that remains when a schedule has decayed to `factor` of the peak, from 1 to 0. */
function shareLeft(schedule: unknown, factor: number): number | undefined {
  if (schedule === 'linear') return factor;
  return schedule === 'cosine' ? Math.acos(1 - 2 * factor) / Math.PI : undefined;
}
