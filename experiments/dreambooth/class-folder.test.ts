import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { expect, test } from 'vitest';
import {
  checkDrawn,
  drawingKey,
  checkOneClass,
  givenClassPictures,
  namesIn,
  noteDrawn,
  usualFolder,
} from './class-folder.ts';
import { dreamBoothPresets } from './presets.ts';

const folder = folderForAllTests();

test('no two classes or precisions share a folder, and none is too long', () => {
  const drawing = { steps: 2, sampler: null, guidance: 3, prompts: 1, perPrompt: 1, ofClass: 1 };
  const studio = { resolution: 48, pipeline: { assets: [] } };
  const classes = ['dog', 'собака', 'кошка', 'stuffed animal', 'stuffed-animal', 'dog '.repeat(99)];
  const folderOf = (className: string, precision: 'float32' | 'bfloat16') => {
    const key = drawingKey({ studio, className, config: { drawing, precision } });
    return usualFolder(key, className, { XDG_CACHE_HOME: folder });
  };
  const folders = classes.map((name) => folderOf(name, 'float32'));
  folders.push(folderOf('dog', 'bfloat16'));
  expect(new Set(folders).size).toBe(classes.length + 1);
  for (const path of folders) expect((path.split('/').at(-1) ?? '').length).toBeLessThan(50);
});

test('records the pictures that a folder was given with, and neither drawn nor hidden ones', async () => {
  const classFolder = join(folder, 'dogs');
  await mkdir(classFolder);
  const { smoke } = dreamBoothPresets;
  const given = async (weight = 1) => {
    const prior = { ...smoke.training.prior, weight };
    const settings = { ...smoke, classFolder, training: { ...smoke.training, prior } };
    const found = await givenClassPictures(settings, { env: { XDG_CACHE_HOME: folder } });
    return found.map(({ sha256 }) => sha256);
  };
  expect(await given()).toEqual([]);
  await writeFile(join(classFolder, 'class-0001.png'), 'drawn');
  await writeFile(join(classFolder, '._rex.jpg'), 'hidden');
  expect(await given()).toEqual([]);
  await writeFile(join(classFolder, 'rex.jpg'), 'one');
  const [before] = await given();
  expect(Object.keys(before!)).toEqual(['rex.jpg']);
  await writeFile(join(classFolder, 'rex.jpg'), 'another');
  expect(await given()).not.toEqual([before]);
  await writeFile(join(classFolder, 'a.heic'), 'from a phone');
  await writeFile(join(classFolder, 'a.jfif'), 'from a browser');
  expect(Object.keys((await given())[0]!)).toEqual(['a.heic', 'a.jfif', 'rex.jpg']);
  expect(await given(0)).toEqual([]);
});

test('a given folder serves one class, drawn by one model in one way', async () => {
  const classFolder = join(folder, 'drawn');
  const { training } = dreamBoothPresets.smoke;
  const prior = { ...training.prior, weight: 1 };
  const settings = { classFolder, training: { ...training, prior } };
  expect(() => checkOneClass(settings, ['cat', 'cat'])).not.toThrow();
  expect(() => checkOneClass(settings, ['cat', 'can'])).toThrow(/several: cat.*can/);
  expect(() =>
    checkOneClass({ ...settings, classFolder: undefined }, ['cat', 'can']),
  ).not.toThrow();

  const names = async () => new Set(await namesIn(classFolder));
  await noteDrawn(classFolder, await names(), 'of cats');
  await writeFile(join(classFolder, 'class-0001.png'), 'drawn');
  await checkDrawn(classFolder, await names(), 'of cats');
  await expect(checkDrawn(classFolder, await names(), 'of cans')).rejects.toThrow(/another class/);
  await noteDrawn(classFolder, await names(), 'of cans');
  await expect(checkDrawn(classFolder, await names(), 'of cans')).rejects.toThrow(/another class/);
});
