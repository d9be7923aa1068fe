import type { z } from 'zod';
import { coordinateConfig, coordinateResult } from './coordinate-check/record.ts';
import { exponentConfig, exponentResult } from './exponents/record.ts';
import { fitConfig, fitResult } from './expressiveness/record.ts';
import { invarianceConfig, invarianceResult } from './invariance/record.ts';
import { gridConfig, gridResult } from './loraplus-grid/record.ts';
import { transferConfig, transferResult } from './transfer/record.ts';
import { sweepConfig, sweepResult } from './width-sweep/record.ts';

/** What each check records: the configuration of a run, and its artifact `result.json`. */
export const checks = {
  exponents: { config: exponentConfig, result: exponentResult },
  'width-sweep': { config: sweepConfig, result: sweepResult },
  transfer: { config: transferConfig, result: transferResult },
  'coordinate-check': { config: coordinateConfig, result: coordinateResult },
  invariance: { config: invarianceConfig, result: invarianceResult },
  expressiveness: { config: fitConfig, result: fitResult },
  'loraplus-grid': { config: gridConfig, result: gridResult },
} as const;

export type CheckName = keyof typeof checks;

export const checkNames = Object.keys(checks) as CheckName[];

export const isCheck = (experiment: string): experiment is CheckName => experiment in checks;

export type ConfigOf<Name extends CheckName> = z.infer<(typeof checks)[Name]['config']>;
export type ResultOf<Name extends CheckName> = z.infer<(typeof checks)[Name]['result']>;

/** What makes a check's records. */
export const commandOf = (name: CheckName) => `npx nx run theory:${name}`;
