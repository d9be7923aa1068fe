import type { ReadOptions, TensorPlace } from '../dialect.ts';
import { readNumber, type Source } from '../source.ts';
import { commonest } from './ranks.ts';

/** `lora_alpha` and `alpha_pattern` from the alphas that a file holds beside its layers; without one, a layer's alpha is its rank. */
export async function alphas(
  source: Source,
  places: readonly TensorPlace[],
  ranks: readonly (readonly [layer: string, rank: number])[],
  options: ReadOptions,
): Promise<{ lora_alpha: number; alpha_pattern: Record<string, number> }> {
  const found = new Map(ranks.map(([layer, rank]) => [layer, options.alpha ?? rank]));
  for (const { file, layer, key } of places)
    if (key === 'alpha') found.set(layer, await readNumber(source, file));
  const [lora_alpha, alpha_pattern] = commonest([...found]);
  return { lora_alpha, alpha_pattern };
}
