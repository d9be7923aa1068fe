import { CodedError, meantName, reasonOf, codedAs } from '@singlora/core/errors';

/** The stable codes of {@link RuntimeError}. */
export type RuntimeErrorCode =
  | 'BACKEND_UNKNOWN'
  | 'BACKEND_UNAVAILABLE'
  | 'BACKEND_STARTED'
  | 'BACKEND_CORES'
  | 'BACKEND_SWITCH'
  | 'RANDOM_SEED'
  | 'RANDOM_RANGE'
  | 'RANDOM_STATE';

/** Every error this package throws on purpose; `code` is stable, the text is for people. */
export class RuntimeError extends CodedError<RuntimeErrorCode> {
  override readonly name = 'RuntimeError';
}

const coded = codedAs(RuntimeError);
const because = (cause: unknown) => codedAs(RuntimeError, { cause });

const firstLine = (error: unknown): string => reasonOf(error).trim().split('\n')[0] ?? '';

export function unknownBackend(name: string, known: readonly string[]): RuntimeError {
  const meant = meantName(name, known);
  const hint = meant ? ` Did you mean '${meant}'?` : '';
  return coded.BACKEND_UNKNOWN`No backend is called '${name}'.${hint} Known: ${known.join(', ')} (set by SINGLORA_BACKEND or startBackend({ prefer })).`;
}

export const badCores = (given: string) =>
  coded.BACKEND_CORES`SINGLORA_CORES is '${given}'. Set it to the number of cores to use, from 1 on, or leave it out for all.`;

export const badSwitch = (name: string, given: string) =>
  coded.BACKEND_SWITCH`${name} is '${given}'. Set it to 0 or 1, or leave it out.`;

export const unavailableBackend = (name: string, remedy: string, cause: unknown) =>
  because(cause)
    .BACKEND_UNAVAILABLE`The backend '${name}' was asked for but cannot start here: ${firstLine(cause)} ${remedy}`;

export const noBackend = (tried: readonly string[], cause: unknown) =>
  because(cause)
    .BACKEND_UNAVAILABLE`None of the backends ${tried.join(', ')} can start here; the last one said: ${firstLine(cause)} Run 'npm ci' and then 'npm run setup'.`;

export const startedBackend = (running: string, asked: string) =>
  coded.BACKEND_STARTED`This process already runs on the backend '${running}', so it cannot switch to '${asked}': tensors live on one backend. Start another process with SINGLORA_BACKEND=${asked}.`;

/** The line shown when a backend is passed over for a slower one. */
export const fallbackWarning = (
  from: string,
  to: string,
  cost: string,
  cause: unknown,
  remedy: string,
) =>
  `The backend '${from}' cannot start (${firstLine(cause)}), so this run goes on with '${to}': ${cost} ${remedy}`;

export const badSeed = (value: unknown) =>
  coded.RANDOM_SEED`A random stream's seed and the numbers in its path must be safe integers, not ${String(value)}.`;

export const badRange = (below: number) =>
  coded.RANDOM_RANGE`integer(below) needs an integer from 1 to 4294967296, not ${String(below)}.`;

export const badState = (state: readonly number[]) =>
  coded.RANDOM_STATE`A stream's state is four unsigned 32-bit integers, not all zero; got [${state.join(', ')}].`;
