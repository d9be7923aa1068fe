import { openSafetensors, writeSafetensors, type StateDictFile } from '@singlora/formats';
import { notACodec } from './errors.ts';
import type { LinearCodecWeights } from './linear-codec.ts';

const kind = 'linear codec';

/** Writes a codec as a safetensors file with its settings as metadata: all or nothing. @throws FormatError */
export async function saveLinearCodec(
  path: string,
  { block, channels, mean, basis, scale }: LinearCodecWeights,
): Promise<void> {
  await writeSafetensors(
    path,
    {
      mean: { dtype: 'F32', shape: [block, block, 3], data: mean },
      basis: { dtype: 'F32', shape: [block, block, 3, channels], data: basis },
    },
    { kind, block: String(block), channels: String(channels), scale: String(scale) },
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
  const [block, channels, scale] = [count('block'), count('channels'), Number(metadata['scale'])];
  if (!(scale > 0 && scale < Infinity))
    throw notACodec(
      where,
      `its metadata's "scale" is ${metadata['scale'] ?? 'missing'}, and has to be a positive number`,
    );
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
  return {
    block,
    channels,
    mean: await tensor('mean', [block, block, 3]),
    basis: await tensor('basis', [block, block, 3, channels]),
    scale,
  };
}
