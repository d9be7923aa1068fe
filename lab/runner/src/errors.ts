import { CodedError, meantName } from '@singlora/core/errors';
import { TrackingError, type RunOwner } from '@singlora/tracking';

/** A mistake in calling a command; the process exits with 2. */
export class UsageError extends CodedError<'EXPERIMENT_USAGE'> {
  constructor(message: string, options?: ErrorOptions) {
    super('EXPERIMENT_USAGE', message, options);
  }
}

/** A mistake in how a command was called, by its message's template: ``throw misuse`--seeds=${seeds} has one twice.` ``. */
export const misuse = (strings: TemplateStringsArray, ...values: readonly (string | number)[]) =>
  new UsageError(String.raw({ raw: strings }, ...values));

/** A run of this command failed in another process. */
class RunFailed extends CodedError<'RUN_FAILED'> {}

/** @param reason what its process recorded */
export const failedElsewhere = (id: string, reason: string, { host, pid }: RunOwner) =>
  new RunFailed('RUN_FAILED', `Run ${id} failed in process ${pid} on ${host}: ${reason}`);

/** Whether an error is the runs database's, with this code. */
export const isTrackingError = (
  error: unknown,
  code: TrackingError['code'],
): error is TrackingError => error instanceof TrackingError && error.code === code;

/** A scheduler rejected a launch. */
class LaunchFailed extends CodedError<'LAUNCH_FAILED'> {}

export const launchFailed = (reason: string) => new LaunchFailed('LAUNCH_FAILED', reason);

/** Whether work ended because of its `AbortSignal`, not by an error. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** A usage error that lists the known choices and the nearest one. */
export function unknownChoice(
  what: string,
  given: string,
  known: readonly string[],
  advice?: string,
) {
  const suggestion = meantName(given, known);
  const hint = suggestion ? ` Did you mean "${suggestion}"?` : '';
  return misuse`Unknown ${what} "${given}".${hint} Known: ${known.join(', ')}.${advice === undefined ? '' : ` ${advice}`}`;
}

interface Flag {
  readonly long?: string | undefined;
}

/** An option of one value has several: one of them would be lost. */
export const givenTwice = ({ long }: Flag) =>
  invalidSettings([`${long}: it is given twice; give it once`]);

/** An option whose value was left out, so that it would take the flag after it. */
export const valueMissing = ({ long }: Flag, next: string) =>
  invalidSettings([`${long}: its value is missing before ${next}`]);

/** A value for an option that takes none. */
export const valueRefused = ({ long }: Flag) =>
  invalidSettings([`${long}: it takes no value; give it alone, or leave it out`]);

/** Options without a value, as an unset variable of a shell leaves them. */
export const givenEmpty = (flags: readonly Flag[]) =>
  invalidSettings(flags.map(({ long }) => `${long}: it is empty; leave it out instead`));

export function invalidSettings(problems: readonly string[]) {
  const lines = problems.map((problem) => `  ${problem}`).join('\n');
  return misuse`These settings cannot be used:\n${lines}\nSee --help for what each one takes.`;
}
