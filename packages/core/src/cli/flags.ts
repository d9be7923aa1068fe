import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { InvalidArgumentError, type Command } from 'commander';
import type { ReadOptions } from '../files/dialect.ts';
import type { ReadAdapter } from '../files/read.ts';
import { layersOfCheckpoint } from '../node/merge-file.ts';
import { readAdapter } from '../node/read.ts';

/** Settings that a file may not state itself. */
export interface Flags {
  base?: string;
  component?: string;
  alpha?: number;
  rampSteps?: number;
  u?: number;
  adapterOnly?: boolean;
}

/** Reads an adapter by the flags of a command. */
export type Read = (file: string, flags: Flags) => Promise<ReadAdapter>;

/** Gives a command the flags. */
export const withMergeFlags = (command: Command): Command =>
  command
    .option(
      '--base <path>',
      "the base model's file of tensors, index of shards, or folder",
      somePath,
    )
    .option(
      '--component <name>',
      "the part of a diffusers pipeline, such as unet; text_encoder_1 is the first of XL's as kohya's scripts call it",
    )
    .option(
      '--alpha <n>',
      "alpha, where the file does not state it (default: the rank; none for kyegomez's files)",
      anyNumber,
    )
    .option(
      '--ramp-steps <n>',
      "T of the ramp, where the file holds the step (default: 1000; none for kyegomez's files)",
      parsedNumber,
    )
    .option('--u <n>', "the ramp's value, instead of what the file says", parsedNumber)
    .option('--adapter-only', 'leave out whatever else a whole-model file trained');

export async function readByFlags(
  file: string,
  { base, ...flags }: Flags & Pick<ReadOptions, 'onNotice'>,
): Promise<ReadAdapter> {
  tf.enableProdMode(); // Avoids the banner of the plain CPU backend, which is fast enough here.
  await tf.setBackend('cpu');
  const options: ReadOptions = base ? { ...flags, ...(await layersOfCheckpoint(base)) } : flags;
  return readAdapter(file, options);
}

function anyNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('Expected a number.');
  return value;
}

/** A path. An empty one, as a variable that is not set gives, would mean the current folder. */
export function somePath(text: string): string {
  if (text === '') throw new InvalidArgumentError('Expected a path.');
  return text;
}

/** A number from 0 up. */
export function parsedNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0))
    throw new InvalidArgumentError('Expected a number from 0 up.');
  return value;
}
