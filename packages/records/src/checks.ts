import type { z } from 'zod';
import { coordinateConfig, coordinateResult } from './checks/coordinate-check.ts';
import { exponentConfig, exponentResult } from './checks/exponents.ts';
import { fitConfig, fitResult } from './checks/expressiveness.ts';
import { invarianceConfig, invarianceResult } from './checks/invariance.ts';
import { gridConfig, gridResult } from './checks/loraplus-grid.ts';
import { transferConfig, transferResult } from './checks/transfer.ts';
import { sweepConfig, sweepResult } from './checks/width-sweep.ts';

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

export const isCheck = (experiment: string): experiment is CheckName =>
  Object.hasOwn(checks, experiment);

export type ConfigOf<Name extends CheckName> = z.infer<(typeof checks)[Name]['config']>;
export type ResultOf<Name extends CheckName> = z.infer<(typeof checks)[Name]['result']>;

/** Homomorphic, so that arrays and tuples become read-only ones. */
type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/** A check's `result.json`, as those who measure write it: more fields than a page reads may stand in it. */
export const resultJson = <Name extends CheckName>(
  _check: Name,
  result: DeepReadonly<ResultOf<Name>>,
): string => JSON.stringify(result);

/** What makes a check's records. */
export const commandOf = (name: CheckName) => `npx nx run theory:${name}`;
