import { createHash } from 'node:crypto';
import type { UNet, UNetLevel } from '@singlora/models';
import { modelMismatch, noDenoisingExamples, exampleNotFinite, otherSize } from './errors.ts';

/** A training picture in a denoiser's form. */
export interface DenoisingExample {
  /** `[height, width, channels]`, scaled to a variance of about 1 */
  readonly latents: Float32Array;
  /** The hidden states of its text, `[tokens, dim]`, which examples may share. */
  readonly text: Float32Array;
  /** the example's name in messages, such as its file's path */
  readonly name?: string;
}

/** The sizes of all examples of a run. */
export interface DenoisingShape {
  readonly latents: readonly [height: number, width: number, channels: number];
  readonly text: readonly [tokens: number, dim: number];
}

export const elementsOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b);

/**
 * @param what the examples' name for messages, in the plural
 * @throws DreamBoothError `DENOISING_EXAMPLE` for no examples, or one of another size or with a value that is not finite
 */
export function checkDenoisingExamples(
  examples: readonly DenoisingExample[],
  shape: DenoisingShape,
  what: string,
): void {
  if (examples.length === 0) throw noDenoisingExamples(what);
  const sound = new Set<Float32Array>();
  examples.forEach((example, i) => {
    const name = example.name ?? `number ${i + 1} of the ${what}`;
    for (const part of ['latents', 'text'] as const) {
      const numbers = example[part];
      if (sound.has(numbers)) continue;
      if (numbers.length !== elementsOf(shape[part]))
        throw otherSize(name, part, numbers.length, shape[part]);
      if (!numbers.every(Number.isFinite)) throw exampleNotFinite(name, part);
      sound.add(numbers);
    }
  });
}

/** @throws DreamBoothError `DENOISING_MODEL` where a denoiser reads latents or texts of other shapes */
export function checkShape({ config }: Pick<UNet, 'config'>, shape: DenoisingShape): void {
  const [, , channels] = shape.latents;
  const [, dim] = shape.text;
  const [{ contextSize }] = config.levels as [UNetLevel];
  if (config.in_channels !== channels)
    throw modelMismatch('channels of latents', config.in_channels, channels);
  if (config.out_channels !== channels)
    throw modelMismatch('channels of what it predicts', config.out_channels, channels);
  if (contextSize !== dim) throw modelMismatch("numbers of a text's token", contextSize, dim);
}

/** SHA-256 of examples in order; a shared text is read once. */
export function hashDenoisingExamples(examples: readonly DenoisingExample[]): string {
  const sha256 = createHash('sha256');
  const add = ({ buffer, byteOffset, byteLength }: Float32Array) =>
    sha256.update(new Uint8Array(buffer, byteOffset, byteLength));
  const texts = new Map<Float32Array, number>();
  for (const { latents, text } of examples) {
    const known = texts.get(text);
    if (known === undefined) {
      texts.set(text, texts.size);
      add(text);
    }
    sha256.update(`${texts.get(text)} `);
    add(latents);
  }
  return sha256.digest('hex');
}
