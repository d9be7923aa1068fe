import { unsupportedKernel } from '../../errors.ts';
import type { Layer, SlotKind } from '../../slot.ts';
import type { TensorPlace } from '../dialect.ts';
import type { Source } from '../source.ts';

/**
 * The layers' shapes as LoRA's two factors tell them: A is `[r, in]`, B `[out, r]`; of a convolution A is
 * `[r, channels, height, width]`, B `[out, r, 1, 1]`.
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
    // A missing factor is reported with the layer's other keys; any shape lets that happen.
    const [, columns = 1, ...kernel] = shapeOfA ?? [];
    const outFeatures = shapeOfB?.[0] ?? 1;
    if (kernel.length !== 0 && kernel.length !== 2) throw unsupportedKernel(layer, kernel);
    const [height = 1, width = 1] = kernel;
    const inFeatures = columns * height * width;
    if (height * width > 1)
      layers.set(layer, { kind: 'conv2d', inFeatures, outFeatures, kernel: [height, width] });
    else {
      const matrix: SlotKind = transposed ? 'conv1d' : 'linear';
      const kind = isEmbedding ? 'embedding' : kernel.length === 2 ? 'conv1x1' : matrix;
      layers.set(layer, { kind, inFeatures, outFeatures });
    }
  }
  return layers;
}
