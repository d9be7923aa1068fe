/** What a model has to say; every `SequenceClassifier` of @singlora/models fits. */
export interface MemoryShape {
  /** numbers in the model */
  readonly parameterCount: number;
  /** its linear layers; those inside Transformer layers have the layer's number in their name */
  readonly slots: readonly { readonly name: string; readonly outFeatures: number }[];
  readonly config: { readonly hiddenSize: number; readonly heads: number };
}

export interface MemorySetting {
  /** numbers being trained */
  trainable: number;
  /** examples at a time: the micro-batch's where there is one */
  rows: number;
  /** tokens of the longest example */
  length: number;
  recompute: boolean;
}

/** Where a training step's memory goes, in bytes. */
export interface MemoryPlan {
  weights: number;
  /** trained numbers with AdamW's moments, before and after the step, and their gradients */
  training: number;
  /** kept by the forward pass for the gradients */
  activations: number;
  /** while the gradients of one layer are found */
  working: number;
  total: number;
}

const FLOAT = 4;
/** Of a trained number: itself and two moments, twice, its gradient and that clipped. */
const COPIES = 8;

/**
 * Estimates what a step with an adapter on a frozen model holds at its peak, without dropout, in
 * float32. A layer keeps about what its linear layers put out, what enters its two blocks, and the
 * attention's probabilities `[rows, heads, length, length]`; with recomputation only its input, and
 * all of that for one layer at a time. The runtime's own memory comes on top: with TensorFlow on a
 * CPU about half a gigabyte.
 */
export function planMemory(model: MemoryShape, setting: MemorySetting): MemoryPlan {
  const { rows, length, trainable, recompute } = setting;
  const { hiddenSize, heads } = model.config;
  const layers = layerWidths(model.slots);
  const tokens = rows * length;
  const input = tokens * hiddenSize * FLOAT;
  const whole = layers.map(
    (width) => FLOAT * (tokens * (width + 2 * hiddenSize) + rows * heads * length ** 2),
  );
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const widest = Math.max(0, ...whole);
  const plan = {
    weights: model.parameterCount * FLOAT,
    training: trainable * COPIES * FLOAT,
    activations: recompute ? layers.length * input : sum(whole),
    working: recompute ? 2 * widest : widest,
  };
  return { ...plan, total: sum(Object.values(plan)) };
}

/** The numbers that each Transformer layer's linear layers put out for a token. */
function layerWidths(slots: MemoryShape['slots']): number[] {
  const widths = new Map<string, number>();
  for (const { name, outFeatures } of slots) {
    const layer = /^.*?\.\d+\./.exec(name)?.[0];
    if (layer !== undefined) widths.set(layer, (widths.get(layer) ?? 0) + outFeatures);
  }
  return [...widths.values()];
}
