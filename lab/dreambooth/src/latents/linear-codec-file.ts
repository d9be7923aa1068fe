import { openSafetensors, writeSafetensors, type StateDictFile } from '@singlora/core/formats';
import { notACodec } from './errors.ts';
import type { LinearCodecWeights } from './linear-codec.ts';

const kind = 'linear codec';

/** The version. Files of version 1 do not state it, and have one scale for all channels, in the metadata. */
const version = '2';

/** Writes a codec as a safetensors file with its settings as metadata, completely or not at all. @throws FormatError */
export async function saveLinearCodec(
  path: string,
  { block, channels, mean, basis, scales }: LinearCodecWeights,
): Promise<void> {
  await writeSafetensors(
    path,
    {
      mean: { dtype: 'F32', shape: [block, block, 3], data: mean },
      basis: { dtype: 'F32', shape: [block, block, 3, channels], data: basis },
      scales: { dtype: 'F32', shape: [channels], data: scales },
    },
    { kind, version, block: String(block), channels: String(channels) },
  );
}

/** @throws DreamBoothError `DREAMBOOTH_CODEC` for another file or one that does not fit its settings; FormatError */
export async function loadLinearCodec(path: string): Promise<LinearCodecWeights> {
  const file = await openSafetensors(path);
  try {
    return await read(file);
  } finally {
    await file.close();
  }
}

async function read(file: StateDictFile): Promise<LinearCodecWeights> {
  const { where, metadata } = file;
  if (metadata['kind'] !== kind)
    throw notACodec(where, `its metadata does not say "kind": "${kind}"`);
  const count = (name: string): number => {
    const value = Number(metadata[name]);
    if (!Number.isSafeInteger(value) || value < 1 || value > 4096)
      throw notACodec(
        where,
        `its metadata's "${name}" is ${metadata[name] ?? 'missing'}, and has to be a whole number from 1 to 4096`,
      );
    return value;
  };
  const isFirst = metadata['version'] === undefined;
  if (!isFirst && metadata['version'] !== version)
    throw notACodec(
      where,
      `its metadata's "version" is ${metadata['version']}, and only ${version} and files without one are read`,
    );
  const [block, channels] = [count('block'), count('channels')];
  const tensor = async (name: string, shape: readonly number[]): Promise<Float32Array> => {
    const found = file.has(name) ? file.info(name) : undefined;
    const has = found ? `${found.dtype} [${found.shape.join(', ')}]` : 'missing';
    const needs = `F32 [${shape.join(', ')}]`;
    if (has !== needs)
      throw notACodec(where, `its tensor "${name}" is ${has}, and has to be ${needs}`);
    const values = await file.readFloat32(name);
    if (!values.every(Number.isFinite))
      throw notACodec(where, `its tensor "${name}" has numbers that are not finite`);
    return values;
  };
  const scales = isFirst
    ? new Float32Array(channels).fill(Number(metadata['scale']))
    : await tensor('scales', [channels]);
  if (!scales.every((scale) => scale > 0 && scale < Infinity))
    throw notACodec(
      where,
      isFirst
        ? `its metadata's "scale" is ${metadata['scale'] ?? 'missing'}, and has to be a positive number`
        : 'its tensor "scales" has numbers that are not above 0',
    );
  return {
    block,
    channels,
    mean: await tensor('mean', [block, block, 3]),
    basis: await tensor('basis', [block, block, 3, channels]),
    scales,
  };
}
