import { columnScale } from '../../errors.ts';
import type { TensorPlace } from '../dialect.ts';
import type { Source } from '../source.ts';

/**
 * LyCORIS's `dora_scale`. One for the norms of a weight's rows, `[out, 1, …]`, is DoRA's magnitude `[out]`; that for its columns,
 * `[1, in, 1, …]`, is refused.
 */
export function doraScale({ where, file }: Source, name: string, layer: string): TensorPlace {
  const [out = 1, ...rest] = file.info(name).shape;
  if (rest.some((size) => size !== 1)) throw columnScale(where, name);
  return { file: name, layer, key: 'lora_magnitude_vector', shape: [out] };
}
