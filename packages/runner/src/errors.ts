import { closest, distance } from 'fastest-levenshtein';

/** A mistake in how a command was called; the process exits with 2. */
export class UsageError extends Error {
  readonly code = 'EXPERIMENT_USAGE';
}

/** Whether work ended because its `AbortSignal` said so, and not by a mistake. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Near enough to be a slip of the fingers: at most a third of the word wrong. */
function near(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const best = closest(word, candidates);
  return distance(word, best) <= Math.max(2, word.length / 3) ? best : undefined;
}

export function unknownChoice(what: string, given: string, known: readonly string[]): UsageError {
  const suggestion = near(given, known);
  const hint = suggestion ? ` Did you mean "${suggestion}"?` : '';
  return new UsageError(`Unknown ${what} "${given}".${hint} Known: ${known.join(', ')}.`);
}

export function invalidSettings(problems: readonly string[]): UsageError {
  const lines = problems.map((problem) => `  ${problem}`).join('\n');
  return new UsageError(
    `These settings cannot be used:\n${lines}\nSee --help for what each one takes.`,
  );
}
