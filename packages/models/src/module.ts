/** A part of a model that holds weights, under the name that checkpoints give it. */
export interface Module {
  name: string;
  kind: 'linear' | 'norm' | 'embedding';
  /** The shape of `<name>.weight`: linear `[out, in]`, norm `[dim]`, embedding `[rows, dim]`. */
  shape: readonly number[];
}

export const linearModule = (name: string, out: number, input: number): Module => ({
  name,
  kind: 'linear',
  shape: [out, input],
});

export const normModule = (name: string, dim: number): Module => ({
  name,
  kind: 'norm',
  shape: [dim],
});

export const embeddingModule = (name: string, rows: number, dim: number): Module => ({
  name,
  kind: 'embedding',
  shape: [rows, dim],
});

/** The tensors of some modules: shape by name. */
export function tensorShapes(modules: readonly Module[]): Map<string, readonly number[]> {
  return new Map(
    modules.flatMap(({ name, kind, shape }) => {
      const weight = [`${name}.weight`, shape] as const;
      return kind === 'embedding' ? [weight] : [weight, [`${name}.bias`, [shape[0]!]] as const];
    }),
  );
}
