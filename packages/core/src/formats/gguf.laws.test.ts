import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readsOrRefuses } from './damaged.test.support.ts';
import { FormatError } from './errors.ts';
import { gguf, joined, u32, u64 } from './gguf.test.helper.ts';
import { openGguf } from './gguf.ts';

const model = 'model.gguf';
const [text, array] = [u32(8), u32(9)];
const numbers = ([0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12] as const).map((type) =>
  joined(
    `number.${type}`,
    u32(type),
    Buffer.alloc([1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8][type]!, 1),
  ),
);
const metadata = [
  ...numbers,
  joined('general.alignment', u32(4), u32(32)),
  joined('text', text, '\u2581the'),
  joined('tokenizer.ggml.tokens', array, text, u64(3), 'a', '', 'x'.repeat(100)),
  joined('lists', array, array, u64(2), u32(4), u64(2), u32(1), u32(2), u32(7), u64(0)),
];
/** Blocks of single values, of 32 and of 256. */
const tensors = ([0, 1, 8, 12, 28, 30] as const).map((type, i) => ({
  name: `t.${i}`,
  dimensions: [{ 0: 4, 1: 4, 8: 32, 12: 256, 28: 2, 30: 8 }[type], 1 + (i % 2)],
  type,
  offset: i * 512,
}));

readsOrRefuses('a file of GGUF', {
  sound: [
    readFileSync(join(import.meta.dirname, 'fixtures', 'every-type.gguf')),
    gguf({ metadata, tensors, dataBytes: 6 * 512 }),
    gguf({ metadata }),
    gguf({ tensors, dataBytes: 6 * 512 }),
  ].map((file) => ({ [model]: file })),
  async read(folder) {
    const file = await openGguf(join(folder, model));
    try {
      for (const key of file.metadata.keys) file.metadata.get(key);
      for (const name of file.names) {
        const count = file.info(name).shape.reduce((product, size) => product * size, 1);
        expect(await file.readFloat32(name)).toHaveLength(count);
      }
    } finally {
      await file.close();
    }
  },
  refusals: [FormatError],
});
