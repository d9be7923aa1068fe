import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { distinctBy } from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';
import type { z } from 'zod';
import { changed, CheckError, invalid, noResult, notJson, unreadable } from './errors.ts';
import { checks, isCheck, type CheckName, type ConfigOf, type ResultOf } from '@singlora/records';

/** A finished run of a check, with its result read and checked. */
export interface CheckRun<Name extends CheckName = CheckName> {
  readonly check: Name;
  readonly record: RunRecord;
  readonly config: ConfigOf<Name>;
  readonly result: ResultOf<Name>;
}

/** What is recorded of all checks. */
export interface Checks {
  /** The newest finished run of each configuration, oldest first. */
  readonly runs: readonly CheckRun[];
  /** Those of them that cannot be shown, and why. */
  readonly damaged: readonly CheckError[];
  /** Runs that did not finish, and that no finished run of the same configuration replaces. */
  readonly unfinished: readonly RunRecord[];
}

const artifact = 'result.json';

/** Reads the results of all checks among `records`, which come newest first. What is damaged is told, not thrown. */
export async function readChecks(records: readonly RunRecord[]): Promise<Checks> {
  const own = records.filter(({ experiment }) => isCheck(experiment));
  const identity = ({ experiment, config }: RunRecord) => ({ experiment, config });
  const finished = distinctBy(
    own.filter(({ status }) => status === 'finished'),
    identity,
  );
  const all = [...finished, ...own.filter(({ status }) => status !== 'finished')];
  const unfinished = distinctBy(all, identity).filter(({ status }) => status !== 'finished');
  const read = await Promise.all(finished.toReversed().map(readOne));
  return {
    runs: read.flatMap((one) => (one instanceof CheckError ? [] : [one])),
    damaged: read.filter((one) => one instanceof CheckError),
    unfinished,
  };
}

async function readOne(record: RunRecord): Promise<CheckRun | CheckError> {
  try {
    const check = record.experiment as CheckName;
    const config = parsed(record, 'its configuration', checks[check].config, record.config);
    const result = parsed(record, artifact, checks[check].result, await resultOf(record));
    return { check, record, config, result };
  } catch (error) {
    if (error instanceof CheckError) return error;
    throw error;
  }
}

async function resultOf(record: RunRecord): Promise<unknown> {
  const found = record.artifacts.find(({ name }) => name === artifact);
  if (!found) throw noResult(record);
  const bytes = await readFile(found.path).catch((error: unknown) => {
    throw unreadable(record, found.path, error);
  });
  if (createHash('sha256').update(bytes).digest('hex') !== found.sha256)
    throw changed(record, found.path);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw notJson(record, found.path, error);
  }
}

function parsed<Schema extends z.ZodType>(
  record: RunRecord,
  what: string,
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(record, what, result.error.issues);
  return result.data;
}
