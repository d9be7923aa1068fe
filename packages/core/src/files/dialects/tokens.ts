import { quoted } from '../../formats/bytes.ts';
import { badFile, badShape, missingKeys } from '../../errors.ts';
import type { TokenPlace } from '../dialect.ts';
import { peftPrefix, tokensEnding } from '../peft-names.ts';
import type { Source } from '../source.ts';

/**
 * PEFT's `trainable_token_indices`: the rows of an embedding that a file replaces. The setting is a list, for the only embedding
 * with rows in the file, or a list for each ending of a layer's name.
 */
export function tokenPlaces({ where, file }: Source, setting: unknown): Map<string, TokenPlace> {
  const places = new Map<string, TokenPlace>();
  for (const name of file.names) {
    if (!name.startsWith(peftPrefix) || !name.endsWith(tokensEnding)) continue;
    const layer = name.slice(peftPrefix.length, -tokensEnding.length);
    const byEnding = Object.entries(setting ?? {}).find(([key]) => layer.endsWith(key));
    const indices: unknown = Array.isArray(setting) ? setting : byEnding?.[1];
    if (!areRows(indices))
      throw badFile(where, `trainable_token_indices of ${layer} is ${quoted(indices)}`);
    const { shape } = file.info(name);
    const expected = [indices.length, shape[1] ?? 0];
    if (shape.join() !== expected.join()) throw badShape(name, 'tensor', shape, [expected]);
    places.set(name, { layer, indices });
  }
  const isSet = Object.keys(setting ?? {}).length > 0;
  if (isSet && places.size === 0) throw missingKeys(where, [tokensEnding.slice(1)]);
  return places;
}

const areRows = (value: unknown): value is number[] =>
  Array.isArray(value) &&
  value.every((row) => Number.isSafeInteger(row) && Number(row) >= 0) &&
  new Set(value).size === value.length;
