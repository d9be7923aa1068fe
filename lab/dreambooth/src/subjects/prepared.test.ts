import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { writePicture } from '@singlora/pictures';
import { beforeAll, expect, test } from 'vitest';
import { builtInPrompts } from '../prompts/built-in.ts';
import { prepareSubject } from './prepared.ts';

const folder = folderForAllTests();
beforeAll(async () => {
  for (const [name, width, height] of [
    ['a.png', 30, 20],
    ['b.png', 16, 40],
  ] as const) {
    const pixels = new Uint8Array(width * height * 3).map((_, i) => (i * 7) % 256);
    await writePicture(join(folder, name), { width, height, pixels });
  }
});

test('pictures of any shape become squares of one size, and drawn ones are compared with the same', async () => {
  const pictures = ['a.png', 'b.png'].map((name) => ({
    name,
    path: join(folder, name),
    sha256: '',
  }));
  const subject = { name: 'rex', className: 'dog', isLive: true, pictures };
  const prepared = await prepareSubject(subject, builtInPrompts, {
    resolution: 12,
    framing: 'crop',
  });
  expect(prepared.instances.map(({ name }) => name)).toEqual(['a.png', 'b.png']);
  for (const { picture } of prepared.instances)
    expect([picture.width, picture.height]).toEqual([12, 12]);
  expect(prepared.references).toBe(prepared.instances);
  expect(prepared.prompts).toBe(builtInPrompts.live);
});

test('names the picture that is too narrow to be cropped', async () => {
  const pixels = new Uint8Array(300 * 3);
  await writePicture(join(folder, 'narrow.png'), { width: 1, height: 300, pixels });
  const pictures = [{ name: 'narrow.png', path: join(folder, 'narrow.png'), sha256: '' }];
  const subject = { name: 'rex', className: 'dog', isLive: true, pictures };
  const prepare = (framing: 'crop' | 'letterbox') =>
    prepareSubject(subject, builtInPrompts, { resolution: 12, framing });
  await expect(prepare('crop')).rejects.toThrow(/^narrow\.png: .*1 × 300 is too narrow/);
  expect((await prepare('letterbox')).instances).toHaveLength(1);
});

test('names every picture that cannot be read or is too small at once', async () => {
  await writeFile(join(folder, 'torn.png'), 'no picture');
  await writeFile(join(folder, 'torn.jpg'), '');
  await writePicture(join(folder, 'dot.png'), { width: 1, height: 1, pixels: new Uint8Array(3) });
  const pictures = ['a.png', 'torn.png', 'torn.jpg', 'dot.png'].map((name) => ({
    name,
    path: join(folder, name),
    sha256: '',
  }));
  const prepare = (given: typeof pictures) =>
    prepareSubject(
      { name: 'rex', className: 'dog', isLive: true, pictures: given },
      builtInPrompts,
      { resolution: 64, framing: 'crop' },
    );
  await expect(prepare(pictures)).rejects.toThrow(
    /^3 pictures of rex cannot be used:\n- .*torn\.png.*\n- .*torn\.jpg.*\n- dot\.png: 1 × 1 pixels are too few to train on at 64 × 64/,
  );
  await expect(prepare(pictures.slice(3))).rejects.toThrow(/^dot\.png: 1 × 1 pixels/);
  expect((await prepare(pictures.slice(0, 1))).instances).toHaveLength(1);
});
