/** A part of a model that holds weights, under the name that checkpoints give it. */
export type Module = LinearModule | { name: string; kind: 'norm' | 'embedding'; tensors: Shapes };

export interface LinearModule {
  name: string;
  kind: 'linear';
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
): LinearModule => ({
  name,
  kind: 'linear',
  inFeatures,
  outFeatures,
  tensors: { weight: [outFeatures, inFeatures], bias: [outFeatures] },
});

export const normModule = (name: string, dim: number): Module => ({
  name,
  kind: 'norm',
  tensors: { weight: [dim], bias: [dim] },
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
