import { hash } from 'node:crypto';
import type { TrainingConfig } from './config.ts';
import type { Task } from './task.ts';
import type { Trainable } from './trainable.ts';

/**
 * SHA-256 of all that decides a run's course besides the frozen model: the configuration (without
 * `evaluateEvery`), the task, and the settings and shapes of the trained parameters.
 */
export function fingerprintOf(
  config: TrainingConfig,
  task: Pick<Task, 'fingerprint'>,
  trainable: Trainable,
): string {
  const course = { ...config };
  delete course.evaluateEvery;
  const shapes = Object.entries(trainable.parameters).map(([name, { shape }]) => [name, shape]);
  const parts = [course, task.fingerprint(), trainable.config, trainable.groups, shapes];
  return hash('sha256', JSON.stringify(parts, sortKeys));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
