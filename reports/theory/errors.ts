import { CodedError, reasonOf } from '@singlora/errors';
import type { RunRecord } from '@singlora/tracking';

export type CheckErrorCode = 'CHECK_UNREADABLE' | 'CHECK_INVALID';

/** A recorded check that cannot be shown; `code` is stable, the text is for people. */
export class CheckError extends CodedError<CheckErrorCode> {
  override readonly name = 'CheckError';
}

const remedy = ({ command }: RunRecord) => `“${command} --force” makes it anew.`;

const named = ({ experiment, id }: RunRecord) => `Run ${id.slice(0, 12)} of ${experiment}`;

export const noResult = (run: RunRecord) =>
  new CheckError('CHECK_INVALID', `${named(run)} recorded no result.json. ${remedy(run)}`);

export const unreadable = (run: RunRecord, path: string, cause: unknown) =>
  new CheckError(
    'CHECK_UNREADABLE',
    `${named(run)}: ${path} cannot be read (${reasonOf(cause)}). Make it readable; if it is lost, ${remedy(run)}`,
    { cause },
  );

export const changed = (run: RunRecord, path: string) =>
  new CheckError(
    'CHECK_INVALID',
    `${named(run)}: ${path} is not what was recorded: its SHA-256 differs. ${remedy(run)}`,
  );

export const notJson = (run: RunRecord, path: string, cause: unknown) =>
  new CheckError(
    'CHECK_INVALID',
    `${named(run)}: ${path} is not JSON (${reasonOf(cause)}). ${remedy(run)}`,
    { cause },
  );

/** One field that is not as it should be. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Names the first of them; where a result is old, every cell of it is wrong in the same way. */
export function invalid(run: RunRecord, what: string, issues: readonly Issue[]): CheckError {
  const [first = { path: [], message: 'unreadable' }] = issues;
  const more = issues.length > 1 ? `, and ${issues.length - 1} more` : '';
  return new CheckError(
    'CHECK_INVALID',
    `${named(run)}: ${what} is not as this page expects it: ${first.message} at “${first.path.join('.')}”${more}. ${remedy(run)}`,
  );
}
