import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { writeSafetensors, type TensorData } from '@singlora/core/formats';
import { expect, it } from 'vitest';
import { fitLinearCodec, smallDefault } from './fit-linear-codec.ts';
import { loadLinearCodec, saveLinearCodec } from './linear-codec-file.ts';
import { rendered } from './rendered.test.support.ts';

const folder = folderForAllTests();

it('comes back from its file exactly', async () => {
  const weights = fitLinearCodec(rendered(10, 'few'), { ...smallDefault, whitening: 0.5 });
  const path = join(folder, 'codec.safetensors');
  await saveLinearCodec(path, weights);
  expect(await loadLinearCodec(path)).toEqual(weights);
});

/** The metadata of the first version, which states no version. */
const metadata = { kind: 'linear codec', block: '2', channels: '3', scale: '0.5' };
const numbers = (shape: number[]): TensorData => ({
  dtype: 'F32',
  shape,
  data: new Float32Array(shape.reduce((product, size) => product * size)),
});
const tensors = { mean: numbers([2, 2, 3]), basis: numbers([2, 2, 3, 3]) };

it('has one scale for all channels in files of the first version', async () => {
  const path = join(folder, 'first.safetensors');
  await writeSafetensors(path, tensors, metadata);
  expect((await loadLinearCodec(path)).scales).toEqual(Float32Array.of(0.5, 0.5, 0.5));
});

it.each([
  ['of another kind', { tensors, metadata: { kind: 'else' } }, /does not say "kind"/],
  [
    'without a setting',
    { tensors, metadata: { ...metadata, block: undefined } },
    /"block" is missing/,
  ],
  [
    'with a wrong setting',
    { tensors, metadata: { ...metadata, channels: '2.5' } },
    /"channels" is 2\.5/,
  ],
  ['without a scale', { tensors, metadata: { ...metadata, scale: '0' } }, /"scale" is 0/],
  ['of a later version', { tensors, metadata: { ...metadata, version: '3' } }, /"version" is 3/],
  [
    'of this version without scales',
    { tensors, metadata: { ...metadata, version: '2' } },
    /"scales" is missing/,
  ],
  [
    'with a scale of 0',
    { tensors: { ...tensors, scales: numbers([3]) }, metadata: { ...metadata, version: '2' } },
    /"scales" has numbers that are not above 0/,
  ],
  ['without a tensor', { tensors: { mean: tensors.mean }, metadata }, /"basis" is missing/],
  [
    'with a wrong shape',
    { tensors: { ...tensors, basis: numbers([12, 3]) }, metadata },
    /"basis" is F32 \[12, 3\], and has to be F32 \[2, 2, 3, 3\]/,
  ],
  [
    'with another type',
    {
      tensors: { ...tensors, mean: { dtype: 'F64', shape: [2, 2, 3], data: new Float64Array(12) } },
      metadata,
    },
    /"mean" is F64/,
  ],
  [
    'with numbers that are not finite',
    {
      tensors: { ...tensors, mean: { ...tensors.mean, data: new Float32Array(12).fill(NaN) } },
      metadata,
    },
    /"mean" has numbers that are not finite/,
  ],
] as const)('a file %s is refused', async (_, content, message) => {
  const path = join(folder, 'other.safetensors');
  await writeSafetensors(
    path,
    content.tensors as Record<string, TensorData>,
    JSON.parse(JSON.stringify(content.metadata)) as Record<string, string>,
  );
  await expect(loadLinearCodec(path)).rejects.toMatchObject({
    code: 'DREAMBOOTH_CODEC',
    message: expect.stringMatching(message) as string,
  });
});
