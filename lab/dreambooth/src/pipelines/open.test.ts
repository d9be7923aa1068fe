import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { expect, test } from 'vitest';
import { codecFile } from '../small-model/files.ts';
import { openPipeline, smallModel } from './open.ts';

const folder = folderForAllTests();

test('a folder with a codec is a small model, any other Stable Diffusion', async () => {
  await expect(openPipeline(folder)).rejects.toThrow(/model_index\.json|Stable Diffusion/);
  await writeFile(join(folder, codecFile), '');
  await expect(openPipeline(folder)).rejects.toThrow(/unet\/config\.json/);
});

test('a small model takes no tokenizer beside its own', async () => {
  const code = 'DREAMBOOTH_TOKENIZER';
  await expect(openPipeline(smallModel, { tokenizer: folder })).rejects.toMatchObject({ code });
});
