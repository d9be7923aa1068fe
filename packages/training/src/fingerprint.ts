import { createHash } from 'node:crypto';
import type { Adapter } from '@singlora/core';
import type { TrainingConfig } from './config.ts';
import { hashExamples, type Example } from './examples.ts';
import type { Objective } from './objective.ts';

/**
 * SHA-256 of what decides a run's course beside the frozen model: the configuration (without how
 * often it evaluates), the objective, the adapter's configuration, its parameters' shapes,
 * and the rows.
 */
export function fingerprintOf(
  config: TrainingConfig,
  objective: Objective,
  adapter: Adapter,
  examples: readonly Example[],
): string {
  const course = { ...config };
  delete course.evaluateEvery;
  const shapes = Object.entries(adapter.parameters).map(([name, { shape }]) => [name, shape]);
  const parts = [
    course,
    objective.name,
    adapter.config,
    adapter.groups,
    shapes,
    hashExamples(examples),
  ];
  return createHash('sha256').update(JSON.stringify(parts, sortKeys)).digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
