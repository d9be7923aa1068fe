import { inGroups, unsupportedKernel } from '../../errors.ts';
import type { Layer } from '../../slot.ts';
import { layerOfShape } from '../../convolution.ts';
import type { TensorPlace } from '../dialect.ts';
import type { Source } from '../source.ts';

/**
 * The layers' shapes, from LoRA's two factors: A is `[r, in]`, B `[out, r]`; for a convolution A is `[r,
 * channels, ...kernel]`, B `[out, r, 1, …]`.
 */
export function loraLayers(
  { file }: Source,
  entries: readonly TensorPlace[],
  transposed = false,
): Map<string, Layer> {
  const layers = new Map<string, Layer>();
  const shapes = new Map(
    entries.map(({ file: name, layer, key }) => [`${layer} ${key}`, file.info(name).shape]),
  );
  for (const { layer } of entries) {
    const isEmbedding = shapes.has(`${layer} lora_embedding_A`);
    const [a, b] = isEmbedding
      ? ['lora_embedding_A', 'lora_embedding_B']
      : ['lora_A.weight', 'lora_B.weight'];
    const shapeOfA = shapes.get(`${layer} ${a}`);
    const shapeOfB = shapes.get(`${layer} ${b}`);
    // A missing factor is reported later, with the layer's other keys, so any shape will do here.
    const [r = 0, ...rest] = shapeOfA ?? [];
    // In a grouped convolution, B splits the rank among the groups.
    const groups = r / (shapeOfB?.[1] ?? r);
    if (rest.length > 1 && groups > 1 && Number.isInteger(groups)) throw inGroups(layer, groups);
    const found = layerOfShape(shapeOfB?.[0] ?? 1, rest, transposed ? 'conv1d' : 'linear');
    if (!found) throw unsupportedKernel(layer, rest.slice(1));
    layers.set(layer, isEmbedding ? { ...found, kind: 'embedding' } : found);
  }
  return layers;
}
