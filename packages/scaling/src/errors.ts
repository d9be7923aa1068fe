/** Every way the width harness says no. Codes are stable, texts are not. */
export type ScalingErrorCode = 'SCALING_TOO_FEW_WIDTHS' | 'SCALING_UNKNOWN';

export class ScalingError extends Error {
  override readonly name = 'ScalingError';
  readonly code: ScalingErrorCode;

  constructor(code: ScalingErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export const tooFewWidths = (given: number) =>
  new ScalingError(
    'SCALING_TOO_FEW_WIDTHS',
    `A slope needs at least three different widths, not ${given}. Give more with --widths.`,
  );

/** A name that is not among those that exist. */
export const unknown = (what: string, given: string, known: readonly string[]) =>
  new ScalingError('SCALING_UNKNOWN', `Unknown ${what} "${given}". Known: ${known.join(', ')}.`);
