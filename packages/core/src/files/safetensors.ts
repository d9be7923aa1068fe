import { encodeSafetensors } from '../formats/bytes.ts';
import type { NamedTensors } from '../kernels/index.ts';
import type * as tf from '@tensorflow/tfjs-core';
import { notFinite } from '../errors.ts';

/** A tensor's values, ready to be written. */
export interface F32 {
  readonly dtype: 'F32';
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export async function asF32(
  tensor: tf.Tensor,
  shape: readonly number[] = tensor.shape,
): Promise<F32> {
  return { dtype: 'F32', shape, data: (await tensor.data()) as Float32Array };
}

/** Waits for tensors. @throws {CoreError} for a value that is not finite, which adapter files may not hold */
export async function settled(
  tensors: ReadonlyMap<string, Promise<F32>>,
): Promise<Record<string, F32>> {
  const entries = await Promise.all(
    [...tensors].map(async ([name, tensor]) => [name, await tensor] as const),
  );
  for (const [name, { data }] of entries) {
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw notFinite(name, data[bad] as number, bad);
  }
  return Object.fromEntries(entries);
}

/** One safetensors file of tensors by name. @throws {CoreError} as {@link settled} */
export async function encodeTensors(tensors: NamedTensors): Promise<Uint8Array<ArrayBuffer>> {
  const data = Object.entries(tensors).map(([name, tensor]) => [name, asF32(tensor)] as const);
  return asSafetensors(await settled(new Map(data)));
}

/** Settings as an `adapter_config.json`. */
export const asJson = (settings: object): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`${JSON.stringify(settings, null, 2)}\n`);

/** One safetensors file with the given tensors. */
export function asSafetensors(
  tensors: Readonly<Record<string, F32>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const pieces = encodeSafetensors('the adapter', tensors, { format: 'pt', ...metadata });
  const whole = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
