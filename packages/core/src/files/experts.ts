import type { Layer } from '../slot.ts';

/**
 * The layer name of one expert's matrix in a parameter that stacks all experts: `mlp.experts.gate_up_proj[3]`. Modules
 * may have such a name too, so the layer says that it is a parameter.
 */
export const expertLayer = (parameter: string, index: number): string => `${parameter}[${index}]`;

/** The parameter and the expert's index, from a name by {@link expertLayer}. */
export function expertOf({
  name,
  layer,
}: {
  readonly name: string;
  readonly layer: Layer;
}): { parameter: string; index: number } | undefined {
  if (!layer.isParameter) return undefined;
  const [, parameter, index] = /^(.+)\[(\d+)\]$/.exec(name) ?? [];
  return parameter === undefined ? undefined : { parameter, index: Number(index) };
}
