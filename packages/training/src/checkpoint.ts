import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSafetensors, toFloat32, writeFileAtomic, writeSafetensors } from '@singlora/formats';
import type { NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { corruptCheckpoint, foreignCheckpoint } from './errors.ts';
import { flatten, unflatten, type TrainState } from './state.ts';

export interface CheckpointStore {
  save(state: TrainState): Promise<void>;
  /** undefined where nothing was saved yet; else tensors of the caller's to dispose of */
  load(): Promise<TrainState | undefined>;
}

interface Index {
  step: number;
  loss: number | null;
  seconds: number;
  /** what the run was made of; see `openCheckpoints` */
  fingerprint: string;
  /** name and SHA-256 of the file with the tensors */
  tensors: string;
  sha256: string;
}

const INDEX = 'state.json';
const TENSORS = /^state-\d+\.safetensors$/;

/**
 * Checkpoints of one run in a folder: `state-<step>.safetensors` and `state.json`, which names it
 * with its hash and is replaced last. So whenever the process dies, the index names a whole file.
 *
 * @param fingerprint hash of all that decides the run's course; a checkpoint with another one is
 * refused
 */
export function openCheckpoints(folder: string, fingerprint: string): CheckpointStore {
  const save = async (state: TrainState): Promise<void> => {
    const tensors = `state-${state.step}.safetensors`;
    await writeSafetensors(join(folder, tensors), await toArrays(flatten(state)));
    const { step, loss, seconds } = state;
    const sha256 = hash(await readFile(join(folder, tensors)));
    const index: Index = { step, loss, seconds, fingerprint, tensors, sha256 };
    await writeFileAtomic(join(folder, INDEX), `${JSON.stringify(index, null, 2)}\n`);
    for (const name of await readdir(folder)) {
      if (TENSORS.test(name) && name !== tensors) await rm(join(folder, name), { force: true });
    }
  };

  const load = async (): Promise<TrainState | undefined> => {
    const text = await readIfThere(join(folder, INDEX));
    if (text === undefined) return undefined;
    const index = parseIndex(folder, text.toString('utf8'));
    if (index.fingerprint !== fingerprint) throw foreignCheckpoint(folder);
    const bytes = await readIfThere(join(folder, index.tensors));
    if (bytes === undefined) throw corruptCheckpoint(folder, `${index.tensors} is missing`);
    if (hash(bytes) !== index.sha256) {
      throw corruptCheckpoint(folder, `${index.tensors} does not have the hash in ${INDEX}`);
    }
    const { step, loss, seconds } = index;
    return { step, loss, seconds, ...unflatten(await toTensors(bytes)) };
  };

  return { save, load };
}

async function toArrays(tensors: NamedTensors) {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => {
    return [name, { dtype: 'F32', shape: tensor.shape, data: await tensor.data() }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function toTensors(bytes: Uint8Array): Promise<NamedTensors> {
  const file = await parseSafetensors(bytes);
  const views = await Promise.all(file.names.map((name) => file.read(name)));
  return Object.fromEntries(
    views.map((view, i) => [
      file.names[i] as string,
      tf.tensor(toFloat32(view), [...view.shape], 'float32'),
    ]),
  );
}

function parseIndex(folder: string, text: string): Index {
  let index: Partial<Index>;
  try {
    index = JSON.parse(text) as Partial<Index>;
  } catch (cause) {
    throw corruptCheckpoint(folder, `${INDEX} is not JSON`, cause);
  }
  const { step, loss, seconds, fingerprint, tensors, sha256 } = index ?? {};
  const whole =
    Number.isSafeInteger(step) &&
    (loss === null || typeof loss === 'number') &&
    typeof seconds === 'number' &&
    typeof fingerprint === 'string' &&
    typeof sha256 === 'string' &&
    typeof tensors === 'string' &&
    TENSORS.test(tensors);
  if (!whole) throw corruptCheckpoint(folder, `${INDEX} lacks fields or has wrong ones`);
  return index as Index;
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
