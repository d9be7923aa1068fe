export type ReportingErrorCode = 'BAD_CHART' | 'CANNOT_WRITE';

/** Every error this package raises on purpose; `code` is stable, the text is for people. */
export class ReportingError extends Error {
  override readonly name = 'ReportingError';
  readonly code: ReportingErrorCode;

  constructor(code: ReportingErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

export const badChart = (id: string, problems: readonly string[]) =>
  new ReportingError(
    'BAD_CHART',
    `Vega-Lite does not accept the chart "${id}" as written: ${problems.join('; ')}. Correct its specification.`,
  );

export const cannotWrite = (path: string, cause: unknown) =>
  new ReportingError(
    'CANNOT_WRITE',
    `${path} cannot be written (${cause instanceof Error ? cause.message : String(cause)}). Free some space, make the folder writable, or choose another with --out.`,
    cause,
  );
