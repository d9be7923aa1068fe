import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForThisTest } from '@singlora/core/disk/temporary';
import { expect, test } from 'vitest';
import { keepLast } from './keep-last.ts';

test('keeps the last adapters, whichever process wrote them, and all pictures', async () => {
  const folder = folderForThisTest();
  for (const step of ['000002', '000004', '000006', '000008']) {
    await mkdir(join(folder, `step-${step}`, 'adapter'), { recursive: true });
    await writeFile(join(folder, `step-${step}.webp`), '');
  }
  await keepLast(folder, 2);
  const left = (await readdir(folder)).sort();
  expect(left.filter((name) => !name.endsWith('.webp'))).toEqual(['step-000006', 'step-000008']);
  expect(left).toHaveLength(6);
  await keepLast(folder, 5);
  expect(await readdir(folder)).toHaveLength(6);
});
