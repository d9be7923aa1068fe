import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from '@singlora/kernels';
import { z } from 'zod';
import type { CommonConfig } from './config.ts';
import type { Initial } from './init.ts';
import { trained, type ParameterGroup, type ParameterSpec, type Sides } from './method.ts';
import type { Layer, SlotKind } from './slot.ts';

/**
 * How LoRA's A starts, as in PEFT: `true` draws from ±1/√in (Kaiming uniform with a = √5 over fan = in, the length of
 * A's rows), `gaussian` from N(0, 1/r²). B starts at zero, so a fresh adapter changes nothing.
 */
export const loraInitSchema = z.union([z.literal(true), z.literal('gaussian')]).default(true);

export const loraKinds: readonly SlotKind[] = ['linear', 'conv1d', 'conv1x1', 'embedding'];

interface LoraFactorsConfig extends CommonConfig {
  init_lora_weights: z.infer<typeof loraInitSchema>;
}

/**
 * LoRA's two factors in PEFT's shapes and names: A `[r, in]`, B `[out, r]`. An embedding's are named `lora_embedding_*`
 * and start the other way round (A zero, B standard normal); a 1×1 convolution's are saved in four dimensions.
 */
export function loraParameters(
  { kind, inFeatures, outFeatures }: Layer,
  { r, init_lora_weights: init }: LoraFactorsConfig,
  groupOfB: ParameterGroup = trained,
): Record<string, ParameterSpec> {
  const zeros: Initial = { dist: 'zeros' };
  const a = { shape: [r, inFeatures], group: trained, symbol: 'A' };
  const b = { shape: [outFeatures, r], group: groupOfB, symbol: 'B' };
  if (kind === 'embedding') {
    return {
      lora_embedding_A: { ...a, init: zeros, key: 'lora_embedding_A' },
      lora_embedding_B: { ...b, init: { dist: 'normal', std: 1 }, key: 'lora_embedding_B' },
    };
  }
  const start: Initial =
    init === true
      ? { dist: 'uniform', bound: 1 / Math.sqrt(inFeatures) }
      : { dist: 'normal', std: 1 / r };
  const onDisk = (shape: readonly number[]) =>
    kind === 'conv1x1' ? { fileShape: [...shape, 1, 1] } : {};
  return {
    lora_A: { ...a, init: start, key: 'lora_A.weight', ...onDisk(a.shape) },
    lora_B: { ...b, init: zeros, key: 'lora_B.weight', ...onDisk(b.shape) },
  };
}

export const loraSides: Sides<CommonConfig> = { p: ['lora_B'], q: ['lora_A'] };

/** `B A` as `P Qᵀ`: P = B `[out, r]`, Q = Aᵀ `[in, r]`. */
export function loraFactors(parameters: NamedTensors): { p: tf.Tensor2D; q: tf.Tensor2D } {
  const a = (parameters['lora_A'] ?? parameters['lora_embedding_A']) as tf.Tensor2D;
  const b = (parameters['lora_B'] ?? parameters['lora_embedding_B']) as tf.Tensor2D;
  return { p: b, q: tf.transpose(a) };
}
