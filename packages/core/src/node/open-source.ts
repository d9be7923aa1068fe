import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openShards, openStateDict } from '@singlora/formats';
import { badFile } from '../errors.ts';
import type { Json } from '../files/peft-config.ts';
import { longestConfig, parseSettings, tooLong, type Source } from '../files/source.ts';
import { isFolder } from './in-folder.ts';
import { locateTensors } from './locate.ts';
import { withShards } from './open-base.ts';

/** Where an adapter's tensors, or their index, and its settings lie. */
async function placesOf(path: string): Promise<{ tensors: string; settings: string }> {
  const inFolder = await isFolder(path);
  const tensors = inFolder ? await locateTensors(path) : path;
  return { tensors, settings: join(inFolder ? path : dirname(path), 'adapter_config.json') };
}

/** The files that an adapter is read from: of tensors, an index of them, and settings, which need not be there. */
export async function filesOfSource(path: string): Promise<string[]> {
  const { tensors, settings } = await placesOf(path);
  return [...(await withShards(tensors)), settings];
}

/** Opens an adapter's folder, or a file of tensors or the index of several. Close `file` when done. */
export async function openSource(path: string): Promise<Source> {
  const { tensors, settings: settingsPath } = await placesOf(path);
  const settings = await readSettings(settingsPath);
  const open = tensors.endsWith('.index.json') ? openShards : openStateDict;
  return { where: path, file: await open(tensors), ...(settings && { settings }) };
}

async function readSettings(path: string): Promise<Json | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  if (!found.isFile()) throw badFile(path, 'it is not a file');
  if (found.size > longestConfig) throw tooLong(path, found.size);
  return parseSettings(await readFile(path), path);
}
