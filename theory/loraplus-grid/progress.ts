import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WidthGrid } from '@singlora/scaling';

const fileOf = (folder: string, width: number) => join(folder, 'grids', `${width}.json`);

/** What a run has measured at a width so far. */
export async function savedGrid(folder: string, width: number): Promise<WidthGrid | undefined> {
  const text = await readFile(fileOf(folder, width), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as WidthGrid);
}

/** Replaces it, whole or not at all. */
export async function saveGrid(folder: string, grid: WidthGrid): Promise<void> {
  const file = fileOf(folder, grid.width);
  await mkdir(join(folder, 'grids'), { recursive: true });
  await writeFile(`${file}.tmp`, JSON.stringify(grid));
  await rename(`${file}.tmp`, file);
}
