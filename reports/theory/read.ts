import { distinctBy, groupBy } from '@singlora/reporting';
import {
  type ArtifactRecord,
  ChangedFile,
  recordedBytes,
  type RunRecord,
} from '@singlora/tracking';
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
  /** Finished configurations that were not read. */
  readonly leftOut?: number;
}

const artifact = 'result.json';

/**
 * Reads the results of all checks among `records`, which come newest first: of each check at most `limit` configurations, the
 * newest. What is damaged is told, not thrown.
 */
export function readChecks(records: readonly RunRecord[], limit = Infinity): Checks {
  const own = records.filter(({ experiment }) => isCheck(experiment));
  const identity = ({ experiment, config }: RunRecord) => ({ experiment, config });
  const finished = distinctBy(
    own.filter(({ status }) => status === 'finished'),
    identity,
  );
  const all = [...finished, ...own.filter(({ status }) => status !== 'finished')];
  const unfinished = distinctBy(all, identity).filter(({ status }) => status !== 'finished');
  const newest = groupBy(finished, ({ experiment }) => experiment).flatMap((group) =>
    group.slice(0, limit),
  );
  const shown = new Set(newest);
  const read = finished
    .filter((record) => shown.has(record))
    .toReversed()
    .map(readOne);
  return {
    runs: read.flatMap((one) => (one instanceof CheckError ? [] : [one])),
    damaged: read.filter((one) => one instanceof CheckError),
    unfinished,
    leftOut: finished.length - newest.length,
  };
}

function readOne(record: RunRecord): CheckRun | CheckError {
  try {
    const check = record.experiment as CheckName;
    const config = parsed(record, 'its configuration', checks[check].config, record.config);
    const result = parsed(record, artifact, checks[check].result, resultOf(record));
    return { check, record, config, result };
  } catch (error) {
    if (error instanceof CheckError) return error;
    throw error;
  }
}

function resultOf(record: RunRecord): unknown {
  const found = record.artifacts.find(({ name }) => name === artifact);
  if (!found) throw noResult(record);
  const text = textOf(record, found);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notJson(record, found.path, error);
  }
}

function textOf(record: RunRecord, found: ArtifactRecord): string {
  try {
    return recordedBytes(found).toString('utf8');
  } catch (error) {
    if (error instanceof ChangedFile) throw changed(record, found.path);
    throw unreadable(record, found.path, error);
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
