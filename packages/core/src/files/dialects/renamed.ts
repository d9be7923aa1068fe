import { configForLayer } from '../../targets.ts';
import type { Reading } from '../dialect.ts';
import { commonest } from './ranks.ts';

/** A file's content with its layers renamed. Each keeps its rank and alpha, whose patterns refer to names in the file. */
export function renamed(reading: Reading, rename: (layer: string) => string): Reading {
  const { config, entries, layers } = reading;
  const names = new Map(entries.map(({ layer }) => [layer, rename(layer)]));
  if ([...names].every(([before, after]) => before === after)) return reading;
  const nameOf = (layer: string): string => names.get(layer) ?? layer;
  const own = [...names].map(([before, name]) => ({ name, ...configForLayer(config, before) }));
  const [r, rank_pattern] = commonest(own.map(({ name, r }) => [name, r]));
  const [lora_alpha, alpha_pattern] = commonest(
    own.map(({ name, lora_alpha }) => [name, lora_alpha]),
  );
  const settings = { r, rank_pattern, lora_alpha, alpha_pattern };
  return {
    ...reading,
    config: { ...config, ...settings, target_modules: [...names.values()] },
    entries: entries.map((entry) => ({ ...entry, layer: nameOf(entry.layer) })),
    layers: new Map([...layers].map(([layer, shape]) => [nameOf(layer), shape])),
  };
}
