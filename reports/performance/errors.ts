import { CodedError, reasonOf } from '@singlora/errors';

type BenchErrorCode = 'BENCH_UNREADABLE' | 'BENCH_INVALID';

/** A measurement that cannot be shown; `code` is stable, the text is for people. */
export class BenchError extends CodedError<BenchErrorCode> {
  override readonly name = 'BenchError';
}

const remedy =
  'Measure it again with “npx nx run tools:bench” or “npx nx run tools:scale”, or move the file out of the folder.';

export const unreadable = (path: string, cause: unknown) =>
  new BenchError(
    'BENCH_UNREADABLE',
    `${path} cannot be read (${reasonOf(cause)}). Make it readable, or name another folder with --bench or SINGLORA_BENCH.`,
    { cause },
  );

export const notJson = (path: string, cause: unknown) =>
  new BenchError('BENCH_INVALID', `${path} is not JSON (${reasonOf(cause)}). ${remedy}`, { cause });

export const invalid = (path: string, problems: string) =>
  new BenchError('BENCH_INVALID', `${path} is no record of a measurement:\n${problems}\n${remedy}`);
