import { parseAdapterConfig } from '../../adapter-config.ts';
import { badFile, unexpectedKeys } from '../../errors.ts';
import type { Dialect, TensorPlace } from '../dialect.ts';
import { withParts, type FilePart } from './file-parts.ts';
import { fluxLayer } from './flux-names.ts';
import { loraLayers } from './lora-layers.ts';
import { ranksIn } from './ranks.ts';

const keyPattern =
  /^(?:diffusion_model\.)?((?:double|single)_blocks\.\d+)\.processor\.(\w+)\.(down|up)\.weight$/;

/** What each LoRA of an attention changes, by one of the layers that form it in the original code. */
const layers: Readonly<Record<string, string>> = {
  qkv_lora1: 'img_attn.qkv',
  qkv_lora2: 'txt_attn.qkv',
  proj_lora1: 'img_attn.proj',
  proj_lora2: 'txt_attn.proj',
  // Of q, k and v, not of the feed-forward part that the layer contains, too.
  qkv_lora: 'linear1',
  proj_lora: 'linear2',
};

/**
 * XLabs' files for Flux: keys `double_blocks.0.processor.qkv_lora1.down.weight`. The LoRA of q, k and v is read as three, in
 * diffusers' names, which share their A. There is no alpha: the update is up · down.
 */
export const xlabs: Dialect = {
  name: 'XLabs',
  recognises: ({ file }) => file.names.some((name) => keyPattern.test(name)),
  async read(given, options) {
    const strays: string[] = [];
    const parts = new Map<string, FilePart>();
    const entries = given.file.names.flatMap((file): TensorPlace[] => {
      const [, block, lora = '', side] = keyPattern.exec(file) ?? [];
      const whole = layers[lora];
      const flux = whole === undefined ? undefined : fluxLayer(`${block}.${whole}`);
      if (!flux) strays.push(file);
      const names = flux?.parts.slice(0, 3) ?? [];
      return names.map((layer, i) => {
        if (side === 'down') return { file, layer, key: 'lora_A.weight' };
        const key = 'lora_B.weight';
        if (names.length === 1) return { file, layer, key };
        const part = `${layer}.${key}`;
        const [rows = 0, rank = 0] = given.file.info(file).shape;
        const own = rows / names.length;
        if (!Number.isInteger(own))
          throw badFile(given.where, `${file} has ${rows} rows, which are not those of q, k and v`);
        parts.set(part, {
          from: file,
          shape: [own, rank],
          take: (values) => values.slice(i * own * rank, (i + 1) * own * rank),
        });
        return { file: part, layer, key };
      });
    });
    if (strays.length > 0) throw unexpectedKeys(given.where, strays, []);
    const names = entries.map(({ file }) => file);
    const file = withParts(given.file, names, parts);
    const source = { ...given, file };
    return {
      config: parseAdapterConfig({
        method: 'lora',
        ...(await ranksIn(source, entries, options)),
        target_modules: [...new Set(entries.map(({ layer }) => layer))],
      }),
      u: 1,
      component: 'transformer',
      entries,
      file,
      layers: loraLayers(source, entries),
    };
  },
};
