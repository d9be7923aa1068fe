import { isPickled, listedNames, parseSafetensors } from '../formats/bytes.ts';
import { badFile, pickleInMemory } from '../errors.ts';
import type { ReadOptions } from './dialect.ts';
import { ownFile } from './own-file.ts';
import { readSource, type ReadAdapter } from './read.ts';
import { parseSettings } from './source.ts';

const where = 'The adapter';

/** A safetensors file, or the files of an adapter's folder by name. */
export type AdapterBytes = Uint8Array | Readonly<Record<string, Uint8Array>>;

/**
 * Reads an adapter, in any known form, from bytes: a safetensors file, or the files of a folder by name, where
 * `adapter_model.safetensors`, or else the only safetensors file, holds the tensors.
 * @throws {CoreError} for missing or unexpected keys, by name; invalid shapes, settings and values; PyTorch's
 * pickles
 */
export async function parseAdapter(
  files: AdapterBytes,
  options: ReadOptions = {},
): Promise<ReadAdapter> {
  const tensors = files instanceof Uint8Array ? files : tensorsAmong(files);
  if (isPickled(tensors)) throw pickleInMemory();
  const config = files instanceof Uint8Array ? undefined : files['adapter_config.json'];
  const settings = config && parseSettings(config, 'adapter_config.json');
  const own = files instanceof Uint8Array ? undefined : files[ownFile];
  return readSource(
    {
      where,
      file: await parseSafetensors(tensors, where),
      ...(settings && { settings }),
      isNamedByPeft: 'adapter_model.safetensors' in files,
      ...(own && { own: await parseSafetensors(own, ownFile) }),
    },
    options,
  );
}

function tensorsAmong(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const names = Object.keys(files);
  const [only, ...others] = names.filter((name) => name.endsWith('.safetensors'));
  const found =
    files['adapter_model.safetensors'] ??
    (only !== undefined && others.length === 0 ? files[only] : undefined) ??
    files['adapter_model.bin'];
  if (found) return found;
  throw badFile(
    where,
    `adapter_model.safetensors is not among its files, ${listedNames(names) || 'none'}`,
  );
}
