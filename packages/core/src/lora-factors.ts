import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from './kernels/index.ts';
import * as z from 'zod/mini';
import { commonFields, type CommonConfig } from './config.ts';
import { partOfWeight, type Initial } from './init.ts';
import { trained, type ParameterGroup, type ParameterSpec, type Sides } from './method.ts';
import { filterShape, pointSizes } from './convolution.ts';
import { matrixKinds } from './matrix-kinds.ts';
import type { Layer } from './slot.ts';

/**
 * How LoRA's A starts, as in PEFT: `true` draws from ±1/√in (Kaiming uniform with a = √5 over fan = in, the length of A's rows),
 * `gaussian` from N(0, 1/r²). B starts at zero, so a fresh adapter changes nothing. With `orthogonal` both start at random, A in
 * one half of r orthogonal directions and B in the other, so that B A = 0; r has to be even. PEFT draws the directions; here they
 * are those of the cosine transform.
 *
 * `pissa` (arXiv 2404.02948) starts from the largest singular values of the weight, `olora` (arXiv 2406.01775) from its QR
 * decomposition. Their initial update is subtracted from the weight, so that a fresh adapter changes nothing; dropout applies to
 * that part too. An embedding starts as with `true`.
 */
const loraInitSchema = z._default(
  z.union([z.literal(true), z.enum(['gaussian', 'orthogonal', 'pissa', 'olora'])], {
    error: 'expected true, "gaussian", "orthogonal", "pissa" or "olora"',
  }),
  true,
);

/** The settings of LoRA and its kin. */
export const loraFields = { ...commonFields, init_lora_weights: loraInitSchema };

interface LoraFactorsConfig extends CommonConfig {
  init_lora_weights: z.infer<typeof loraInitSchema>;
}

/**
 * LoRA's two factors in PEFT's shapes and names: A `[r, in]`, B `[out, r]`. An embedding's are named `lora_embedding_*` and start
 * the other way round (A zero, B standard normal); a convolution's are saved as filters: A of the layer's kernel size, B pointwise.
 */
export function loraParameters(
  layer: Layer,
  config: LoraFactorsConfig,
  groupOfB: ParameterGroup = trained,
): Record<string, ParameterSpec> {
  const { kind, inFeatures, outFeatures } = layer;
  const { r } = config;
  const zeros: Initial = { dist: 'zeros' };
  const a = { shape: [r, inFeatures], group: trained, symbol: 'A' };
  const b = { shape: [outFeatures, r], group: groupOfB, symbol: 'B' };
  if (kind === 'embedding') {
    return {
      lora_embedding_A: { ...a, init: zeros, key: 'lora_embedding_A' },
      lora_embedding_B: { ...b, init: { dist: 'normal', std: 1 }, key: 'lora_embedding_B' },
    };
  }
  const [startOfA, startOfB] = starts(layer, config);
  const shapeOfA = filterShape(layer, r);
  return {
    lora_A: {
      ...a,
      init: startOfA,
      key: 'lora_A.weight',
      ...(shapeOfA && { fileShape: shapeOfA }),
    },
    lora_B: {
      ...b,
      init: startOfB,
      key: 'lora_B.weight',
      ...(shapeOfA && { fileShape: [...b.shape, ...pointSizes(layer)] }),
    },
  };
}

function starts(layer: Layer, config: LoraFactorsConfig): [a: Initial, b: Initial] {
  const { init_lora_weights: init, r } = config;
  const zeros: Initial = { dist: 'zeros' };
  switch (init) {
    case true:
      return [{ dist: 'uniform', bound: 1 / Math.sqrt(layer.inFeatures) }, zeros];
    case 'gaussian':
      return [{ dist: 'normal', std: 1 / r }, zeros];
    case 'orthogonal': {
      const directions = { dist: 'half-space', std: 0.1 } as const;
      return [
        { ...directions, half: 0, rankAxis: 0 },
        { ...directions, half: 1, rankAxis: 1 },
      ];
    }
    case 'pissa':
    case 'olora': {
      const by = init === 'pissa' ? 'svd' : 'qr';
      const part = partOfWeight(by, `init_lora_weights: '${init}'`, layer, config);
      return [
        { ...part, side: 'q', rankAxis: 0 },
        { ...part, side: 'p', rankAxis: 1 },
      ];
    }
  }
}

export const loraSides: Sides<CommonConfig> = { p: ['lora_B'], q: ['lora_A'] };

/** A `[r, in]` and B `[out, r]` of a layer of any kind. */
export const loraPair = (parameters: NamedTensors) => ({
  a: (parameters['lora_A'] ?? parameters['lora_embedding_A']) as tf.Tensor2D,
  b: (parameters['lora_B'] ?? parameters['lora_embedding_B']) as tf.Tensor2D,
});

/** `B A` as `P Qᵀ`: P = B `[out, r]`, Q = Aᵀ `[in, r]`. */
function loraFactors(parameters: NamedTensors): { p: tf.Tensor2D; q: tf.Tensor2D } {
  const { a, b } = loraPair(parameters);
  return { p: b, q: tf.transpose(a) };
}

/** What LoRA and its kin share; their files are those of PEFT's LoRA. */
export const loraFamily = {
  kinds: [...matrixKinds, 'embedding'],
  parameters: loraParameters,
  sides: loraSides,
  factors: loraFactors,
} as const;
