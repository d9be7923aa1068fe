/** The counts of one command's runs by how they ended. */
export interface Tally {
  planned: number;
  /** runs that this process made */
  made: number;
  /** runs that had finished before the command began */
  skipped: number;
  /** runs that other processes made since the command began */
  elsewhere: number;
  /** Whether a stop was requested with runs left. */
  interrupted: boolean;
  /** A line for each run that failed. */
  failed: string[];
  /** A line for each run that another process still holds. */
  held: readonly string[];
}

/** The tally at the start of a command. */
export const emptyTally = (): Tally => ({
  planned: 0,
  made: 0,
  skipped: 0,
  elsewhere: 0,
  interrupted: false,
  failed: [],
  held: [],
});

/** The number of runs that have ended, in any process and way. */
export const endedIn = ({ made, skipped, elsewhere, failed }: Tally): number =>
  made + skipped + elsewhere + failed.length;

/**
 * A command's closing line: how many runs were made, skipped, failed and left, and how to continue.
 * @param isForced whether the same command would begin all anew
 */
export function lastWords(tally: Tally, isForced = false): string {
  const { planned, made, skipped, elsewhere, failed, held } = tally;
  const left = planned - endedIn(tally) - held.length;
  const counts = [
    `${made} ${made === 1 ? 'run' : 'runs'} made`,
    `${skipped} had finished before`,
    elsewhere > 0 && `${elsewhere} made by other processes`,
    failed.length > 0 && `${failed.length} failed`,
    left > 0 && `${left} left`,
    held.length > 0 && `${held.length} that other processes have`,
  ].filter((count) => count !== false);
  const command = `the same command${isForced ? ' without --force' : ''}`;
  const goesOn =
    failed.length > 0
      ? `; ${command} tries again what failed`
      : left > 0
        ? `; ${command} goes on`
        : '';
  const listed = [...failed.map((one) => `  failed: ${one}`), ...held.map((one) => `  ${one}`)];
  const head = `\n${counts.join(', ')}${goesOn}`;
  return listed.length > 0 ? [`${head}:`, ...listed].join('\n') : head;
}
