/**
 * The layer name of one expert's matrix in a parameter that stacks all experts: `mlp.experts.gate_up_proj[3]`. No PyTorch module
 * can have such a name.
 */
export const expertLayer = (parameter: string, index: number): string => `${parameter}[${index}]`;

/** The parameter and the expert's index, from a name by {@link expertLayer}. */
export function expertOf(layer: string): { parameter: string; index: number } | undefined {
  const [, parameter, index] = /^(.+)\[(\d+)\]$/.exec(layer) ?? [];
  return parameter === undefined ? undefined : { parameter, index: Number(index) };
}
