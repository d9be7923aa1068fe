import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codecFile } from '../small-model/files.ts';
import { openPipeline } from './open.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-pipeline-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a folder with a codec is a small model, any other Stable Diffusion', async () => {
  await expect(openPipeline(folder)).rejects.toThrow(/model_index\.json|Stable Diffusion/);
  await writeFile(join(folder, codecFile), '');
  await expect(openPipeline(folder)).rejects.toThrow(/unet\/config\.json/);
});
