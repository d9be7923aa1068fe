/** A part of a model that holds weights, under the name that checkpoints give it. */
export type Module = SlotModule | { name: string; kind: 'norm' | 'embedding'; tensors: Shapes };

/** A part that adapters can serve: `linear` weights are `[out, in]`, `conv1d` ones `[in, out]`. */
export interface SlotModule {
  name: string;
  kind: 'linear' | 'conv1d';
  inFeatures: number;
  outFeatures: number;
  tensors: Shapes;
}

/** Shape by the tensor's own name: `weight`, `bias`. */
type Shapes = Readonly<Record<string, readonly number[]>>;

export const linearModule = (
  name: string,
  outFeatures: number,
  inFeatures: number,
  { bias = true } = {},
): SlotModule => ({
  name,
  kind: 'linear',
  inFeatures,
  outFeatures,
  tensors: { weight: [outFeatures, inFeatures], ...(bias && { bias: [outFeatures] }) },
});

/** GPT-2's transposed linear layer. */
export const conv1dModule = (
  name: string,
  inFeatures: number,
  outFeatures: number,
): SlotModule => ({
  name,
  kind: 'conv1d',
  inFeatures,
  outFeatures,
  tensors: { weight: [inFeatures, outFeatures], bias: [outFeatures] },
});

export const normModule = (name: string, dim: number, { bias = true } = {}): Module => ({
  name,
  kind: 'norm',
  tensors: { weight: [dim], ...(bias && { bias: [dim] }) },
});

export const embeddingModule = (name: string, rows: number, dim: number): Module => ({
  name,
  kind: 'embedding',
  tensors: { weight: [rows, dim] },
});

/** The tensors of some modules: shape by full name. */
export function tensorShapes(modules: readonly Module[]): Map<string, readonly number[]> {
  return new Map(
    modules.flatMap(({ name, tensors }) =>
      Object.entries(tensors).map(([tensor, shape]) => [`${name}.${tensor}`, shape] as const),
    ),
  );
}
