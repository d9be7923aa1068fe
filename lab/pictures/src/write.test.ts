import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { expect, it } from 'vitest';
import { expected, pictureOf } from './fixtures.test.support.ts';
import { readPicture } from './read.ts';
import { encodePicture, writePicture } from './write.ts';

const picture = pictureOf(expected.source);

const folder = folderForAllTests();

it.each(['a.png', 'a.WEBP'])('%s is read as it was written', async (name) => {
  await writePicture(join(folder, name), picture);
  expect(await readPicture(join(folder, name))).toEqual({ ...picture, pixels: expect.anything() });
  expect(Buffer.from((await readPicture(join(folder, name))).pixels)).toEqual(
    Buffer.from(picture.pixels),
  );
});

it.each(['png', 'webp'] as const)('the same picture is the same %s', async (encoding) => {
  const [one, other] = [
    await encodePicture(picture, encoding),
    await encodePicture(picture, encoding),
  ];
  expect(Buffer.from(one)).toEqual(Buffer.from(other));
});

it('is refused for another ending, and nothing is written', async () => {
  const work = writePicture(join(folder, 'a.bmp'), picture);
  await expect(work).rejects.toMatchObject({ code: 'PICTURE_KIND' });
  await expect(work).rejects.toThrow(/a\.bmp: its name has to end in \.png or \.webp/);
  expect(await readdir(folder)).not.toContain('a.bmp');
});
