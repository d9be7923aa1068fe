import type { ReadOptions, TensorPlace } from '../dialect.ts';
import { readNumber, type Source } from '../source.ts';

/** The settings of rank and alpha of layers whose factor has this key; a layer without an alpha in the file takes its rank. */
export async function ranksIn(
  source: Source,
  places: readonly TensorPlace[],
  options: ReadOptions,
  factor: 'lora_A.weight' | 'singlora_A' = 'lora_A.weight',
) {
  const alphas = new Map<string, number>();
  for (const { file, layer, key } of places)
    if (key === 'alpha') alphas.set(layer, await readNumber(source, file));
  const factors = places.filter(({ key }) => key === factor);
  return rankSettings(
    factors.map(({ file, layer }) => {
      const rank = source.file.info(file).shape[factor === 'singlora_A' ? 1 : 0] ?? 0;
      return [layer, rank, alphas.get(layer) ?? options.alpha ?? rank];
    }),
  );
}

/** The settings of rank and alpha for given layers: the commonest ones, and the others by name. */
export function rankSettings(
  layers: readonly (readonly [name: string, rank: number, alpha: number])[],
) {
  const [r, rank_pattern] = commonest(layers.map(([name, rank]) => [name, rank]));
  const [lora_alpha, alpha_pattern] = commonest(layers.map(([name, , alpha]) => [name, alpha]));
  return { r, rank_pattern, lora_alpha, alpha_pattern };
}

/** The commonest of layers' values, and the others by name. */
function commonest(
  layers: readonly (readonly [name: string, value: number])[],
): [value: number, others: Record<string, number>] {
  const counts = new Map<number, number>();
  for (const [, value] of layers) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [[most] = [0]] = [...counts].sort(([, a], [, b]) => b - a);
  const others = layers.filter(([, value]) => value !== most);
  return [most, Object.fromEntries(others.map(([name, value]) => [exactPattern(name), value]))];
}

/** A pattern for one layer alone. */
export const exactPattern = (name: string): string =>
  `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
