import { CodedError } from '@singlora/errors';

/** A side of a benchmark that cannot be run here, or that ended; the message says why, and how to get what is missing. */
export class SideError extends CodedError<'BENCH_PYTHON' | 'BENCH_WORKER'> {
  override readonly name = 'SideError';
}
