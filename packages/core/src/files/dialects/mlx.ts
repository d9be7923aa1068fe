import { isObject, quoted } from '../../formats/bytes.ts';
import { parseAdapterConfig } from '../../adapter-config.ts';
import { fuseInMlx, unexpectedKeys, unsaidScale } from '../../errors.ts';
import type { Dialect, TensorPlace } from '../dialect.ts';
import { isTied, isTokenHead } from '../tied-head.ts';
import { withParts, type FilePart } from './file-parts.ts';
import { loraLayers } from './lora-layers.ts';
import { rankSettings } from './ranks.ts';

const keyPattern = /^(.+)\.(lora_a|lora_b|m)$/;

const keys: Readonly<Record<string, readonly [linear: string, embedding: string]>> = {
  lora_a: ['lora_A.weight', 'lora_embedding_A'],
  lora_b: ['lora_B.weight', 'lora_embedding_B'],
  m: ['lora_magnitude_vector', 'lora_magnitude_vector'],
};

/**
 * mlx-lm: keys `<layer>.lora_a` `[in, r]` and `.lora_b` `[r, out]`, and DoRA's `.m` `[out]`, in `adapters.safetensors` beside an
 * `adapter_config.json` of its own, whose scale multiplies the update as it is.
 */
export const mlx: Dialect = {
  name: 'mlx-lm',
  recognises: ({ file, settings }) =>
    isObject(settings?.['lora_parameters']) ||
    settings?.['fine_tune_type'] !== undefined ||
    file.names.some((name) => name.endsWith('.lora_a') && file.has(name.replace(/a$/, 'b'))),
  read(given) {
    const { where, settings = {} } = given;
    const type = settings['fine_tune_type'] ?? 'lora';
    if (type !== 'lora' && type !== 'dora')
      throw fuseInMlx(where, `of the fine_tune_type ${quoted(type)}`);
    const { scale, dropout = 0 } = (settings['lora_parameters'] ?? {}) as Record<string, unknown>;
    if (typeof scale !== 'number') throw unsaidScale(where);
    const strays: string[] = [];
    const parts = new Map<string, FilePart>();
    const entries = given.file.names.flatMap((name): TensorPlace[] => {
      const [, layer, own = ''] = keyPattern.exec(name) ?? [];
      if (layer === undefined) {
        strays.push(name);
        return [];
      }
      const isEmbedding = isTied(layer) && !isTokenHead(layer);
      const key = keys[own]?.[isEmbedding ? 1 : 0] ?? own;
      const [rows = 0, columns = 0, ...more] = given.file.info(name).shape;
      if (more.length > 0) throw fuseInMlx(where, `of a mixture of experts (${name})`);
      if (own === 'm' && isEmbedding) throw fuseInMlx(where, `a DoRA of an embedding (${name})`);
      if (own === 'm') return [{ file: name, layer, key }];
      const part = `${layer}.${key}`;
      parts.set(part, {
        from: name,
        shape: [columns, rows],
        take: (values) => transposed(values, columns),
      });
      return [{ file: part, layer, key }];
    });
    if (strays.length > 0) throw unexpectedKeys(where, strays, []);
    const names = entries.map(({ file }) => file);
    const file = withParts(given.file, names, parts);
    const ranks = entries
      .filter(({ key }) => keys['lora_a']?.includes(key))
      .map(({ file: name, layer }) => {
        const [rank = 0] = file.info(name).shape;
        return [layer, rank, scale * rank] as const;
      });
    const { model } = settings;
    return {
      config: parseAdapterConfig({
        method: type,
        ...rankSettings(ranks),
        lora_dropout: dropout,
        target_modules: [...new Set(entries.map(({ layer }) => layer))],
      }),
      u: 1,
      entries,
      file,
      layers: loraLayers({ ...given, file }, entries),
      ...(typeof model === 'string' && { baseModel: model }),
    };
  },
};

/** The transpose of a matrix with this many columns. */
function transposed(values: Float32Array, columns: number): Float32Array {
  const rows = values.length / columns;
  return Float32Array.from(
    values,
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number,
  );
}
