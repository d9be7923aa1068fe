import { CodedError, reasonOf } from '@singlora/errors';

/** The stable codes of {@link ReportingError}. */
type ReportingErrorCode = 'BAD_CHART' | 'CANNOT_WRITE';

/** Every error this package raises on purpose; `code` is stable, the text is for people. */
class ReportingError extends CodedError<ReportingErrorCode> {
  override readonly name = 'ReportingError';
}

export const badChart = (id: string, problems: readonly string[]) =>
  new ReportingError(
    'BAD_CHART',
    `Vega-Lite does not accept the chart "${id}" as written: ${problems.join('; ')}. Correct its specification.`,
  );

/** @param option the command's, with which another folder is given */
export const cannotWrite = (path: string, option: string, cause: unknown) =>
  new ReportingError(
    'CANNOT_WRITE',
    `${path} cannot be written (${reasonOf(cause)}). Free some space, make the folder writable, or choose another with ${option}.`,
    { cause },
  );
