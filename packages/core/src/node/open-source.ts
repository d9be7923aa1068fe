import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { openSafetensors, openShards, openStateDict } from '../formats/index.ts';
import { badFile } from '../errors.ts';
import { ownFile } from '../files/own-file.ts';
import type { Json } from '../files/peft-config.ts';
import {
  longestConfig,
  parseSettings,
  configurationTooLong,
  type Source,
} from '../files/source.ts';
import { isFolder } from './in-folder.ts';
import { locateTensors } from './locate.ts';
import { isIndex, shardsOf } from './open-base.ts';

/** The paths of an adapter's tensors or their index, of its settings, and of our own file beside them. */
async function placesOf(given: string) {
  const isFolderItself = await isFolder(given);
  const isOwn = basename(given) === ownFile && !isFolderItself;
  const path = isOwn ? dirname(given) : given;
  const inFolder = isOwn || isFolderItself;
  const tensors = inFolder ? await locateTensors(path) : path;
  const folder = inFolder ? path : dirname(path);
  return { tensors, settings: join(folder, 'adapter_config.json'), own: join(folder, ownFile) };
}

/** The files that an adapter is read from: the tensors or an index of them, and others, which need not be there. */
export async function filesOfSource(path: string): Promise<string[]> {
  const { tensors, ...others } = await placesOf(path);
  return [...(await shardsOf(tensors)), ...Object.values(others)];
}

/** Opens an adapter's folder, or a file of tensors or the index of several. Close `file` when done. */
export async function openSource(path: string): Promise<Source> {
  const places = await placesOf(path);
  const settings = await readSettings(places.settings);
  const open = isIndex(places.tensors) ? openShards : openStateDict;
  const file = await open(places.tensors);
  // Our file belongs to PEFT's file only, not to others in the folder, such as a LoRA in kohya's form.
  const isNamedByPeft = /^adapter_model\./.test(basename(places.tensors));
  const source = { where: path, file, isNamedByPeft, ...(settings && { settings }) };
  if (!isNamedByPeft || !(await stat(places.own).catch(() => undefined))) return source;
  try {
    return { ...source, own: await openSafetensors(places.own) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readSettings(path: string): Promise<Json | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  if (!found.isFile()) throw badFile(path, 'it is not a file');
  if (found.size > longestConfig) throw configurationTooLong(path, found.size);
  return parseSettings(await readFile(path), path);
}
