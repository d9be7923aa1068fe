import { isObject, parseJson, type StateDictFile } from '../formats/bytes.ts';
import { badFile } from '../errors.ts';
import type { Json } from './peft-config.ts';

/** The files of an adapter, opened: tensors and, where there is one, `adapter_config.json`. */
export interface Source {
  readonly where: string;
  readonly file: StateDictFile;
  readonly settings?: Json;
  /** Whether the tensors' file has PEFT's name, so that the settings beside it are certainly theirs. */
  readonly isNamedByPeft?: boolean;
  /** Our own file beside PEFT's, see `own-file.ts`. */
  readonly own?: StateDictFile;
}

// Real configurations are far smaller; a larger file is not read into memory.
export const longestConfig = 4 << 20;
/** The limit on the memory of the names and values in it, in bytes. */
export const settingsMemory = 32 << 20;

/** The settings that `adapter_config.json` holds. @throws {CoreError} where it is not a JSON object */
export function parseSettings(bytes: Uint8Array, where: string): Json {
  if (bytes.byteLength > longestConfig) throw configurationTooLong(where, bytes.byteLength);
  const fail = (problem: string) => badFile(where, `it ${problem}`);
  const json = parseJson(withoutMark(bytes), settingsMemory, fail);
  if (isObject(json)) return json;
  throw fail('is not a JSON object');
}

export const configurationTooLong = (where: string, bytes: number) =>
  badFile(where, `${bytes} bytes are too many for a configuration`);

/** Editors on Windows begin a file with a byte-order mark. */
const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;

/** A tensor's values, checked to be finite. */
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
