import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openStateDict, parseJson, type StateDictFile } from '@singlora/formats';
import { badFile } from '../errors.ts';
import type { Json } from './peft-config.ts';

/** The files of an adapter, opened: tensors and, where there is one, `adapter_config.json`. */
export interface Source {
  readonly where: string;
  readonly file: StateDictFile;
  readonly settings?: Json;
}

// Real configurations are far smaller; a larger file is not read into memory.
const longestConfig = 4 << 20;
/** Of the names and values in it, in bytes. */
export const settingsMemory = 32 << 20;

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
  if (found.size > longestConfig)
    throw badFile(path, `${found.size} bytes are too many for a configuration`);
  const fail = (problem: string) => badFile(path, `it ${problem}`);
  const json = parseJson(await readFile(path), settingsMemory, fail);
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json;
  throw fail('is not a JSON object');
}

/** A tensor's numbers, all of them finite. */
export async function readFinite({ where, file }: Source, name: string): Promise<Float32Array> {
  const values = await file.readFloat32(name);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw badFile(where, `${name} holds ${values[bad]} at position ${bad}`);
  return values;
}

/** The one finite number of a tensor, of floats or 64-bit integers, such as an alpha or a step. */
export async function readNumber(source: Source, name: string): Promise<number> {
  const { where, file } = source;
  const { dtype, shape } = file.info(name);
  if (shape.length > 1 || (shape[0] ?? 1) !== 1)
    throw badFile(where, `${name} has shape [${shape.join(', ')}], expected one number`);
  if (dtype !== 'I64') return (await readFinite(source, name))[0] as number;
  const { buffer, byteOffset } = (await file.read(name)).bytes;
  return Number(new DataView(buffer, byteOffset).getBigInt64(0, true));
}
