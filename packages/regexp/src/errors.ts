import { CodedError, codedAs } from '@singlora/errors';

/** What went wrong, as a name that never changes. */
export type RegExpErrorCode =
  'REGEXP_SYNTAX' | 'REGEXP_UNSUPPORTED' | 'REGEXP_TOO_LARGE' | 'REGEXP_TOO_COSTLY';

/** An expression that cannot be used. The message says why, without the expression itself. */
export class LinearRegExpError extends CodedError<RegExpErrorCode> {
  override readonly name = 'LinearRegExpError';
}

const coded = codedAs(LinearRegExpError);

/** `REGEXP_SYNTAX`: not an expression at all. `reason` is the whole message, such as "a [ is not closed". */
export function badSyntax(reason: string): LinearRegExpError {
  return new LinearRegExpError('REGEXP_SYNTAX', reason);
}

/** `REGEXP_UNSUPPORTED`: an expression that cannot be matched in linear time. `advice` says what to write instead. */
export const unsupported = (construct: string, advice: string) =>
  coded.REGEXP_UNSUPPORTED`${construct} is not supported; ${advice}`;

export const tooLong = (length: number, limit: number) =>
  coded.REGEXP_TOO_LARGE`it has ${length} characters, and at most ${limit} are taken`;

export const tooLarge = (steps: number) =>
  coded.REGEXP_TOO_LARGE`its repetitions, written out, make more than ${steps} steps; lower their counts`;

export const tooNested = () => coded.REGEXP_TOO_LARGE`its groups are nested too deep`;

export const tooCostly = (length: number) =>
  coded.REGEXP_TOO_COSTLY`it takes too many steps on a text of ${length} characters; simplify it, or cut the text`;
