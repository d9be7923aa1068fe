import { CodedError, reasonOf } from '@singlora/errors';

/** The stable codes of {@link ReportingError}. */
type ReportingErrorCode = 'CANNOT_WRITE';

/** Every error this package raises on purpose; `code` is stable, the text is for people. */
class ReportingError extends CodedError<ReportingErrorCode> {
  override readonly name = 'ReportingError';
}

/** @param option the command's, with which another folder is given */
export const cannotWrite = (path: string, option: string, cause: unknown) =>
  new ReportingError(
    'CANNOT_WRITE',
    `${path} cannot be written (${reasonOf(cause)}). Free some space, make the folder writable, or choose another with ${option}.`,
    { cause },
  );
