import { CodedError } from '@singlora/core/errors';
import { CommanderError } from 'commander';
import { UsageError } from './errors.ts';

/** Exit codes of a command. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/**
 * The output and exit code for an exception. Our own errors are fully described by their message;
 * any other, such as one of Node's, is a bug and prints its stack.
 */
export function explain(error: unknown): { exitCode: number; printed?: unknown } {
  if (error instanceof CommanderError) {
    return { exitCode: error.exitCode === 0 ? exitCodes.done : exitCodes.usage };
  }
  if (error instanceof UsageError) return { exitCode: exitCodes.usage, printed: error.message };
  const printed = error instanceof CodedError ? `Error: ${error.message}` : error;
  return { exitCode: exitCodes.failed, printed };
}
