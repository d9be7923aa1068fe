import { configForLayer } from '../../targets.ts';
import type { Reading } from '../dialect.ts';
import { rankSettings } from './ranks.ts';

/** A file's content with its layers renamed. Each keeps its rank and alpha, whose patterns refer to names in the file. */
export function withRenamedLayers(reading: Reading, rename: (layer: string) => string): Reading {
  const { config, entries, layers, added } = reading;
  const names = new Map(entries.map(({ layer }) => [layer, rename(layer)]));
  const own = [...(added ?? [])].map(
    ([file, place]) => [file, { ...place, layer: rename(place.layer) }] as const,
  );
  const rest = { ...reading, ...(own.length > 0 && { added: new Map(own) }) };
  if ([...names].every(([before, after]) => before === after)) return rest;
  const nameOf = (layer: string): string => names.get(layer) ?? layer;
  const ranked = [...names].map(([before, name]) => {
    const { r, lora_alpha } = configForLayer(config, before);
    return [name, r, lora_alpha] as const;
  });
  return {
    ...rest,
    config: { ...config, ...rankSettings(ranked), target_modules: [...names.values()] },
    entries: entries.map((entry) => ({ ...entry, layer: nameOf(entry.layer) })),
    layers: new Map([...layers].map(([layer, shape]) => [nameOf(layer), shape])),
  };
}
