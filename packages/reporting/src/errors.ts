export type ReportingErrorCode = 'NO_VALUES' | 'OTHER_ROWS' | 'BAD_CHART' | 'CANNOT_WRITE';

/** Every error this package raises on purpose; `code` is stable, the text is for people. */
export class ReportingError extends Error {
  override readonly name = 'ReportingError';
  readonly code: ReportingErrorCode;

  constructor(code: ReportingErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

export const noValues = (what: string, needed: number, given: number) =>
  new ReportingError(
    'NO_VALUES',
    `The ${what} of ${given} values is undefined: give at least ${needed}.`,
  );

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

export const otherRows = (expected: number, given: number) =>
  new ReportingError(
    'OTHER_ROWS',
    `A comparison needs every prediction on the same rows: there are ${expected} labels and ${given} predictions. Match them by row first.`,
  );
