import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openStateDict } from '@singlora/formats';
import type { Json } from '../files/peft-config.ts';
import { longestConfig, parseSettings, tooLong, type Source } from '../files/source.ts';

/** PEFT's names for an adapter's tensors, the one that old versions wrote last. */
const tensorFiles = ['adapter_model.safetensors', 'adapter_model.bin'] as const;

/** Opens an adapter's folder in PEFT's layout, or a single file of tensors. Close `file` when done. */
export async function openSource(path: string): Promise<Source> {
  const isFolder = await exists(path, (found) => found.isDirectory());
  const tensors = isFolder ? await tensorsIn(path) : path;
  const settings = await readSettings(join(isFolder ? path : dirname(path), 'adapter_config.json'));
  return { where: path, file: await openStateDict(tensors), ...(settings && { settings }) };
}

async function exists(path: string, is: (found: Stats) => boolean): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && is(found);
}

async function tensorsIn(folder: string): Promise<string> {
  const [current, old] = tensorFiles.map((name) => join(folder, name)) as [string, string];
  const isFile = (found: Stats) => found.isFile();
  return !(await exists(current, isFile)) && (await exists(old, isFile)) ? old : current;
}

async function readSettings(path: string): Promise<Json | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  if (found.size > longestConfig) throw tooLong(path, found.size);
  return parseSettings(await readFile(path), path);
}
