/**
 * One expert's matrix of a parameter that holds those of all, by the name that its layer has here: `mlp.experts.gate_up_proj[3]`. No
 * module of PyTorch can have such a name.
 */
export const expertLayer = (parameter: string, index: number): string => `${parameter}[${index}]`;

/** The parameter and the place in it, of a layer that is named by {@link expertLayer}. */
export function expertOf(layer: string): { parameter: string; index: number } | undefined {
  const [, parameter, index] = /^(.+)\[(\d+)\]$/.exec(layer) ?? [];
  return parameter === undefined ? undefined : { parameter, index: Number(index) };
}
