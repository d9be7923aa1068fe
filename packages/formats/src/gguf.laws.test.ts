import { fc, test } from '@fast-check/vitest';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { FormatError } from './errors.ts';
import { openGguf } from './gguf.ts';

const sound = await readFile(join(import.meta.dirname, 'fixtures', 'every-type.gguf'));
const headerBytes = 2000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'formats-'));
});
afterAll(() => rm(folder, { recursive: true }));

const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
const change = fc.tuple(fc.nat(headerBytes - 1), byte);

test.prop([fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(sound.byteLength)])(
  'a damaged file is read or refused, and a tensor that is promised is there',
  async (changes, cut) => {
    const bytes = Buffer.from(sound);
    for (const [at, value] of changes) bytes[at] = value;
    const path = join(folder, 'damaged.gguf');
    await writeFile(path, cut % 2 ? bytes : bytes.subarray(0, cut));
    try {
      const file = await openGguf(path);
      for (const name of file.names) {
        const count = file.info(name).shape.reduce((product, size) => product * size, 1);
        expect(await file.readFloat32(name)).toHaveLength(count);
      }
      await file.close();
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
    }
  },
);
