import { unsupportedKernel } from '../../errors.ts';
import type { Layer, SlotKind } from '../../slot.ts';
import type { TensorPlace } from '../dialect.ts';
import type { Source } from '../source.ts';

/** The layers' shapes as LoRA's two factors tell them: A is `[r, in]`, B `[out, r]`, with `[1, 1]` behind for a convolution. */
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
    const kernel = shapeOfA?.slice(2) ?? [];
    if (kernel.some((size) => size !== 1)) throw unsupportedKernel(layer, kernel);
    // A missing factor is reported with the layer's other keys; any shape lets that happen.
    const inFeatures = shapeOfA?.[1] ?? 1;
    const outFeatures = shapeOfB?.[0] ?? 1;
    const matrix: SlotKind = transposed ? 'conv1d' : 'linear';
    const kind = isEmbedding ? 'embedding' : shapeOfA?.length === 4 ? 'conv1x1' : matrix;
    layers.set(layer, { kind, inFeatures, outFeatures });
  }
  return layers;
}
