import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  encodeSafetensors,
  FormatError,
  parseSafetensors,
  toFloat32,
  writeFileAtomic,
  type StateDictFile,
} from '@singlora/core/formats';
import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { corruptCheckpoint, foreignCheckpoint, oldCheckpoint, passedOver } from './errors.ts';
import { flatten, unflatten, type TrainState } from './state.ts';

interface CheckpointOptions {
  /** hash of all that decides the run's course; a checkpoint with another hash is refused */
  fingerprint: string;
  /** the number of steps of the whole run */
  totalSteps: number;
  /** called for a damaged checkpoint that was skipped */
  onNotice?: ((line: string) => void) | undefined;
}

/** The values in a file besides its tensors, as JSON in its metadata. */
interface Facts extends Pick<TrainState, 'step' | 'loss' | 'seconds'> {
  fingerprint: string;
}

const NAME = /^state-(\d+)-([0-9a-f]{64})\.safetensors$/;
/** The index of the format before this one. */
const OLD_INDEX = 'state.json';

/** The damage of one file; an older one may still be usable. */
class Damage extends Error {}

/**
 * Checkpoints of one run in a folder, the newest and the one before. Each is a single file,
 * `state-<step>-<SHA-256 of its bytes>.safetensors`, written completely or not at all. So there is
 * a complete one whenever the process dies, and every change to it is detected.
 */
export function openCheckpoints(folder: string, options: CheckpointOptions) {
  const { fingerprint, totalSteps, onNotice } = options;
  /** The checkpoint that was loaded or saved last. */
  let latest: string | undefined;

  const save = async (state: TrainState): Promise<void> => {
    const { step, loss, seconds } = state;
    const facts = JSON.stringify({ step, loss, seconds, fingerprint } satisfies Facts);
    const pieces = encodeSafetensors(folder, await toArrays(flatten(state)), { facts });
    const name = `state-${step}-${hash(pieces)}.safetensors`;
    await writeFileAtomic(join(folder, name), pieces);
    for (const other of await namesIn(folder)) {
      const kept = other === name || other === latest;
      if (NAME.test(other) && !kept) await rm(join(folder, other), { force: true });
    }
    latest = name;
  };

  /** The newest complete checkpoint; undefined where nothing was saved yet. The caller disposes of its tensors. */
  const load = async (): Promise<TrainState | undefined> => {
    const names = await namesIn(folder);
    const damage: string[] = [];
    for (const name of newestFirst(names)) {
      try {
        const { file, facts } = await open(folder, name);
        if (facts.fingerprint !== fingerprint) throw foreignCheckpoint(folder);
        const { step, loss, seconds } = facts;
        if (step > totalSteps) throw new Damage(`is of step ${step} of ${totalSteps}`);
        if (damage.length > 0) onNotice?.(passedOver(folder, damage, step));
        latest = name;
        return { step, loss, seconds, ...unflatten(await toTensors(file)) };
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        damage.push(`${name} ${error.message}`);
      }
    }
    if (damage.length > 0) throw corruptCheckpoint(folder, damage);
    if (names.includes(OLD_INDEX)) throw oldCheckpoint(folder, OLD_INDEX);
    return undefined;
  };

  return { save, load };
}

function newestFirst(names: readonly string[]): string[] {
  const stepOf = (name: string) => Number(NAME.exec(name)?.[1]);
  return names.filter((name) => NAME.test(name)).sort((a, b) => stepOf(b) - stepOf(a));
}

/** Reads a file and checks it. Throws `Damage`. */
async function open(folder: string, name: string) {
  const bytes = await readFile(join(folder, name)).catch((error: Error) => {
    throw new Damage(`cannot be read (${error.message})`);
  });
  if (bytes.length === 0) throw new Damage('is empty');
  if (hash([bytes]) !== NAME.exec(name)?.[2]) {
    throw new Damage('does not have the hash that its name says');
  }
  try {
    const file = await parseSafetensors(bytes);
    return { file, facts: parseFacts(file) };
  } catch (error) {
    throw error instanceof FormatError ? new Damage(`is unsound: ${error.message}`) : error;
  }
}

function parseFacts({ metadata }: StateDictFile): Facts {
  let facts: Partial<Facts> | null;
  try {
    facts = JSON.parse(metadata['facts'] ?? 'null') as Partial<Facts> | null;
  } catch {
    throw new Damage('does not say where training stood');
  }
  const { step, loss, seconds, fingerprint } = facts ?? {};
  const whole =
    Number.isSafeInteger(step) &&
    Number(step) >= 0 &&
    (loss === null || Number.isFinite(loss)) &&
    Number.isFinite(seconds) &&
    typeof fingerprint === 'string';
  if (!whole) throw new Damage('does not say where training stood');
  return facts as Facts;
}

async function toArrays(tensors: NamedTensors) {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => {
    return [name, { dtype: 'F32', shape: tensor.shape, data: await tensor.data() }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function toTensors(file: StateDictFile): Promise<NamedTensors> {
  const views = await Promise.all(file.names.map((name) => file.read(name)));
  return Object.fromEntries(
    views.map((view, i) => [
      file.names[i] as string,
      tf.tensor(toFloat32(view), [...view.shape], 'float32'),
    ]),
  );
}

function hash(pieces: Iterable<Uint8Array>): string {
  const sha256 = createHash('sha256');
  for (const piece of pieces) sha256.update(piece);
  return sha256.digest('hex');
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
