import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openSafetensors, parseJson, toFloat32, type SafetensorsFile } from '@singlora/formats';
import { badFile } from '../errors.ts';
import type { Json } from './peft-config.ts';

/** The files of an adapter, opened: tensors and, where there is one, `adapter_config.json`. */
export interface Source {
  readonly where: string;
  readonly file: SafetensorsFile;
  readonly settings?: Json;
}

// No sound configuration comes near this; a file that does is not read into memory.
const longestConfig = 4 << 20;
/** Of the names and values in it, in bytes. */
export const settingsMemory = 32 << 20;

/** Opens an adapter's folder in PEFT's layout, or a single safetensors file. Close `file` when done. */
export async function openSource(path: string): Promise<Source> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  const tensors = isFolder ? join(path, 'adapter_model.safetensors') : path;
  const settings = await readSettings(join(isFolder ? path : dirname(path), 'adapter_config.json'));
  return { where: path, file: await openSafetensors(tensors), ...(settings && { settings }) };
}

async function readSettings(path: string): Promise<Json | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  if (found.size > longestConfig)
    throw badFile(path, `${found.size} bytes are too many for a configuration`);
  const fail = (problem: string) => badFile(path, `it ${problem}`);
  const json = parseJson(await readFile(path), settingsMemory, fail);
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json;
  throw fail('is not a JSON object');
}

/** A tensor's numbers, all of them finite. */
export async function readFinite({ where, file }: Source, name: string): Promise<Float32Array> {
  const values = toFloat32(await file.read(name));
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw badFile(where, `${name} holds ${values[bad]} at position ${bad}`);
  return values;
}
