import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openSafetensors, toFloat32, type SafetensorsFile } from '@singlora/formats';
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
  const text = await readFile(path, 'utf8');
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json;
  } catch {
    // Reported below, together with JSON that is not an object.
  }
  throw badFile(path, 'it is not a JSON object');
}

/** A tensor's numbers, all of them finite. */
export async function readFinite({ where, file }: Source, name: string): Promise<Float32Array> {
  const values = toFloat32(await file.read(name));
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw badFile(where, `${name} holds ${values[bad]} at position ${bad}`);
  return values;
}
