import { readFileSync } from 'node:fs';
import { reasonOf } from '@singlora/errors';
import {
  expectationPresets,
  expectationsSchema,
  modulesOf,
  usualPreset,
  type CoordinateUnit,
  type Expectation,
  type ExpectationPreset,
} from '@singlora/scaling';
import { badTable } from './errors.ts';

/** A preset by its name, or a row of a table. */
export type Expect = ExpectationPreset | Expectation;

const isPreset = (name: string): name is ExpectationPreset =>
  Object.hasOwn(expectationPresets, name);

/**
 * The presets that `--expect` names, and the rows of files.
 * @throws {MeasuredError} for a name that is neither, and for a file without a table
 */
export const expectOf = (names: readonly string[]): Expect[] =>
  names.flatMap((name): readonly Expect[] => (isPreset(name) ? [name] : tableIn(name)));

function tableIn(file: string): readonly Expectation[] {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const problem = error instanceof SyntaxError ? 'it is not JSON' : reasonOf(error);
    throw badTable(file, problem, Object.keys(expectationPresets));
  }
  const { data, error } = expectationsSchema.safeParse(value);
  if (data) return data;
  const [issue] = error.issues;
  throw badTable(file, `${issue?.path.join('.')}: ${issue?.message}`, []);
}

/** The table for the measurements: rows of the command first, then of the file; without either, the default preset. */
export function tableFor(units: readonly CoordinateUnit[], said: readonly Expect[]): Expectation[] {
  const modules = modulesOf(units);
  const usual = usualPreset(modules);
  const all = said.length > 0 || usual === undefined ? said : [usual];
  return all.flatMap((one) => (typeof one === 'string' ? expectationPresets[one](modules) : [one]));
}
