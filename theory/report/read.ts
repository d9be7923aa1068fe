import { distinctBy, groupBy } from '@singlora/reporting';
import {
  ChangedFile,
  recordedBytes,
  type ArtifactRecord,
  type RunRecord,
} from '@singlora/tracking';
import type { z } from 'zod';
import { checkOf } from './checks.ts';
import {
  changed,
  CheckError,
  contradicted,
  elsewhere,
  noResult,
  notJson,
  otherVersion,
  unreadableResult,
} from './errors.ts';
import type { CheckRun } from './view.ts';

export interface Checks {
  /** The newest finished run of each configuration, oldest first. */
  readonly runs: readonly CheckRun[];
  /** The errors of runs that cannot be shown. */
  readonly damaged: readonly CheckError[];
  /** The errors of runs that another program version recorded, unless the same command has repeated them. */
  readonly outdated: readonly CheckError[];
  /** Unfinished runs that no finished run of the same configuration replaces. */
  readonly unfinished: readonly RunRecord[];
  /** The number of finished configurations that were not read. */
  readonly leftOut?: number;
}

const artifact = 'result.json';

/**
 * Reads the results of all checks in `recorded`, given newest first: for each check at most the
 * `limit` newest configurations. Damage is reported, not thrown.
 * @param contradictions by a run’s id, why it may not count, such as an identity that is not its own
 */
export function readChecks(
  recorded: readonly RunRecord[],
  limit = Infinity,
  contradictions: ReadonlyMap<string, string | undefined> = new Map(),
): Checks {
  const own = recorded.filter((run) => checkOf(run) !== undefined);
  const identity = ({ experiment, config }: RunRecord) => ({ experiment, config });
  const finished = distinctBy(
    own.filter(({ status }) => status === 'finished'),
    identity,
  );
  const all = [...finished, ...own.filter(({ status }) => status !== 'finished')];
  const unfinished = distinctBy(all, identity).filter(({ status }) => status !== 'finished');
  const newest = groupBy(finished, (run) => checkOf(run)?.id ?? '').flatMap((group) =>
    group.slice(0, limit),
  );
  const shown = new Set(newest);
  const read = finished
    .filter((record) => shown.has(record))
    .toReversed()
    .map((record) => readOne(record, contradictions.get(record.id)));
  const runs = read.flatMap((one) => (one instanceof CheckError ? [] : [one]));
  const failed = read.filter((one) => one instanceof CheckError);
  const commands = new Set(runs.map(({ record }) => record.command));
  const isOutdated = ({ code }: CheckError) => code === 'CHECK_OUTDATED';
  return {
    runs,
    damaged: failed.filter((error) => !isOutdated(error)),
    outdated: failed.filter((error) => isOutdated(error) && !commands.has(error.run.command)),
    unfinished,
    leftOut: finished.length - newest.length,
  };
}

function readOne(record: RunRecord, contradiction: string | undefined): CheckRun | CheckError {
  if (contradiction !== undefined) return contradicted(record, contradiction);
  if (typeof record.config['measured'] === 'string') return elsewhere(record);
  try {
    const check = checkOf(record);
    if (!check) throw new TypeError(`${record.experiment} is no check`);
    const { config, result } = check.record;
    const run = {
      record,
      config: parsed(record, 'its configuration', config, record.config),
      result: parsed(record, artifact, result, resultOf(record)),
    };
    return check.judged?.(run) ?? run;
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
    throw unreadableResult(record, found.path, error);
  }
}

function parsed<Value>(record: RunRecord, what: string, schema: z.ZodType<Value>, value: unknown) {
  const result = schema.safeParse(value);
  if (!result.success) throw otherVersion(record, what, result.error);
  return result.data;
}
