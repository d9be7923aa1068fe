import { CodedError, reasonOf } from '@singlora/core/errors';
import { unreadPart } from '@singlora/records';
import type { RunRecord } from '@singlora/tracking';
import type { z } from 'zod';

export type CheckErrorCode = 'CHECK_UNREADABLE' | 'CHECK_INVALID' | 'CHECK_OUTDATED';

/** A recorded check that cannot be shown; `code` is stable, the text is for people. */
export class CheckError extends CodedError<CheckErrorCode> {
  override readonly name = 'CheckError';
  readonly run: RunRecord;

  constructor(code: CheckErrorCode, run: RunRecord, problem: string, options?: ErrorOptions) {
    super(code, `Run ${run.id.slice(0, 12)} of ${run.experiment}${problem}`, options);
    this.run = run;
  }
}

const remedy = ({ command }: RunRecord) => `“${command} --force” makes it anew.`;

const invalid = (run: RunRecord, problem: string, options?: ErrorOptions) =>
  new CheckError('CHECK_INVALID', run, `${problem} ${remedy(run)}`, options);

export const noResult = (run: RunRecord) => invalid(run, ' recorded no result.json.');

export const contradicted = (run: RunRecord, why: string) => invalid(run, `: ${why}.`);

export const changed = (run: RunRecord, path: string) =>
  invalid(run, `: ${path} is not what was recorded: its SHA-256 differs.`);

export const notJson = (run: RunRecord, path: string, cause: unknown) =>
  invalid(run, `: ${path} is not JSON (${reasonOf(cause)}).`, { cause });

export const unreadableResult = (run: RunRecord, path: string, cause: unknown) =>
  new CheckError(
    'CHECK_UNREADABLE',
    run,
    `: ${path} cannot be read (${reasonOf(cause)}). Make it readable; if it is lost, ${remedy(run)}`,
    { cause },
  );

/** A run of when checks also judged files: its command is no more. */
export const elsewhere = (run: RunRecord) =>
  new CheckError(
    'CHECK_OUTDATED',
    run,
    ` judges ${String(run.config['measured'])}, a model measured elsewhere: the Python package singlora-coordinate-check does that now.`,
  );

/** A run of which this version does not read a part, named by `what`. */
export function otherVersion(run: RunRecord, what: string, error: z.ZodError): CheckError {
  const { git } = run.environment;
  const commit = git ? ` (commit ${git.commit.slice(0, 12)})` : '';
  return new CheckError(
    'CHECK_OUTDATED',
    run,
    ` was recorded by another version of the program${commit}: ${what} ${unreadPart(error)}. “${run.command}” measures it again.`,
  );
}
