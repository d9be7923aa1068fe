import { encodeSafetensors } from '@singlora/formats/bytes';
import type * as tf from '@tensorflow/tfjs-core';
import { configForLayer } from '../targets.ts';
import { methodOf } from '../adapter-config.ts';
import { disposeArchive, type AdapterArchive } from './archive.ts';
import { modelCard } from './model-card.ts';
import { toPeftConfig } from './peft-config.ts';
import { toLora } from './to-lora.ts';

export const peftPrefix = 'base_model.model.';

/** The files of an adapter's folder by name. */
export type AdapterFiles = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/**
 * An adapter as the files of PEFT's folder layout: `adapter_model.safetensors`, `adapter_config.json` and a model card.
 * Keys are `base_model.model.<layer>.<key>`, without the adapter's name. What starts from a part of the weight is written as
 * {@link toLora} makes it, so that its file needs the weight as it was.
 */
export async function encodeAdapter(archive: AdapterArchive): Promise<AdapterFiles> {
  if (archive.layers.some(({ start }) => start)) return encodeAsLora(archive);
  const method = methodOf(archive.config);
  const tensors = new Map<string, Promise<F32>>();
  for (const { name, layer, parameters } of archive.layers) {
    const specs = method.parameters(layer, configForLayer(archive.config, name));
    for (const [parameter, { key, shape, fileShape }] of Object.entries(specs)) {
      tensors.set(
        `${peftPrefix}${name}.${key}`,
        asF32(parameters[parameter] as tf.Tensor, fileShape ?? shape),
      );
    }
  }
  const adapted = new Set(archive.layers.map(({ name }) => name));
  for (const [name, tensor] of Object.entries(archive.whole)) {
    tensors.set(`${peftPrefix}${keyInPeft(name, adapted)}`, asF32(tensor));
  }
  const text = new TextEncoder();
  return {
    'adapter_model.safetensors': asSafetensors(await settled(tensors)),
    'adapter_config.json': text.encode(`${JSON.stringify(toPeftConfig(archive), null, 2)}\n`),
    'README.md': text.encode(modelCard(archive)),
  };
}

/** An adapter that starts from a part of the weight, as one that leaves the weight as it is. */
async function encodeAsLora(archive: AdapterArchive): Promise<AdapterFiles> {
  const lora = toLora(archive);
  try {
    return await encodeAdapter(lora);
  } finally {
    disposeArchive(lora);
  }
}

/** The one safetensors file of some tensors. */
export function asSafetensors(tensors: Readonly<Record<string, F32>>): Uint8Array<ArrayBuffer> {
  const pieces = encodeSafetensors('the adapter', tensors, { format: 'pt' });
  const whole = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}

/** What belongs to an adapted layer itself lies in `base_layer`. */
function keyInPeft(name: string, adapted: ReadonlySet<string>): string {
  const dot = name.lastIndexOf('.');
  const layer = name.slice(0, dot);
  return adapted.has(layer) ? `${layer}.base_layer${name.slice(dot)}` : name;
}

interface F32 {
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

export async function settled(
  tensors: ReadonlyMap<string, Promise<F32>>,
): Promise<Record<string, F32>> {
  const entries = [...tensors].map(async ([name, tensor]) => [name, await tensor] as const);
  return Object.fromEntries(await Promise.all(entries));
}
