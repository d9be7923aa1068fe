import { toFloats, type Picture } from '@singlora/pictures';
import { mean as meanOf } from '@singlora/statistics';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { badChannels, nothingToFit, otherPictures, uniformPictures } from './errors.ts';
import type { LinearCodecWeights } from './linear-codec.ts';

/** The block size and the number of channels of a codec, and how much its channels are whitened. */
export interface LinearCodecSettings {
  /** A block's side in pixels. */
  readonly block: number;
  /** Components to keep, up to `3 · block²`. */
  readonly channels: number;
  /**
   * The latents are divided by this power of their channel's standard deviation σ: 0 keeps σ; 1 makes it 1 in all
   * channels, which are then equally hard to distinguish from noise.
   */
  readonly whitening?: number;
}

/** Pictures of 48 pixels a side to latents `[8, 8, 32]`. */
export const smallDefault = { block: 6, channels: 32 } satisfies LinearCodecSettings;

/** Below this variance all pictures count as equal; no channel is divided by less than its root. */
const leastVariance = 1e-12;

/**
 * The principal components of all blocks of the pictures, which are read once, in double precision. The root mean
 * square of these pictures' latents is 1.
 *
 * @throws DreamBoothError where there are no pictures, all are of one colour, or their sides are not multiples of the block's
 */
export function fitLinearCodec(
  pictures: Iterable<Picture>,
  { block, channels, whitening = 0 }: LinearCodecSettings = smallDefault,
): LinearCodecWeights {
  const size = block * block * 3;
  if (!Number.isSafeInteger(channels) || channels < 1 || channels > size)
    throw badChannels(channels, size);
  const { mean, covariance } = moments(pictures, block);
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(
    covariance,
    { assumeSymmetric: true },
  );
  const kept = values
    .map((variance, column) => ({ variance, column }))
    .sort((one, other) => other.variance - one.variance)
    .slice(0, channels);
  const basis = new Float32Array(size * channels);
  for (const [channel, { column }] of kept.entries()) {
    const vector = vectors.getColumn(column);
    const sign = signOf(vector);
    for (const [i, value] of vector.entries()) basis[i * channels + channel] = sign * value;
  }
  if (!(meanOf(kept.map(({ variance }) => variance)) > leastVariance)) throw uniformPictures();
  const variances = kept.map(({ variance }) => Math.max(variance, leastVariance));
  const rest = Math.sqrt(meanOf(variances.map((variance) => variance ** (1 - whitening))));
  const scales = Float32Array.from(variances, (variance) => rest * variance ** (whitening / 2));
  return { block, channels, mean: Float32Array.from(mean), basis, scales };
}

/** A component and its negative are equivalent; the one whose largest entry is positive is taken. */
function signOf(vector: readonly number[]): 1 | -1 {
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most));
  return largest < 0 ? -1 : 1;
}

/** The mean and the covariance of blocks, `[3 · block²]` and its square. */
function moments(pictures: Iterable<Picture>, block: number) {
  const size = block * block * 3;
  const sums = new Float64Array(size);
  const products = new Float64Array(size * size);
  let count = 0;
  for (const picture of pictures) {
    for (const values of blocksOf(picture, block)) {
      count++;
      for (let i = 0; i < size; i++) {
        const value = values[i] as number;
        sums[i] = (sums[i] as number) + value;
        // The covariance is symmetric.
        for (let j = 0; j <= i; j++) {
          const at = i * size + j;
          products[at] = (products[at] as number) + value * (values[j] as number);
        }
      }
    }
  }
  if (count === 0) throw nothingToFit();
  const mean = sums.map((sum) => sum / count);
  const covariance = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value =
        (products[i * size + j] as number) / count - (mean[i] as number) * (mean[j] as number);
      covariance.set(i, j, value);
      covariance.set(j, i, value);
    }
  }
  return { mean, covariance };
}

/** A picture's blocks in [−1, 1], row by row, each `[block, block, 3]`, in one array that is reused. */
function* blocksOf(picture: Picture, block: number): Generator<Float32Array> {
  const { width, height } = picture;
  if (width % block > 0 || height % block > 0) throw otherPictures([height, width, 3], block);
  const floats = toFloats(picture);
  const values = new Float32Array(block * block * 3);
  for (let top = 0; top < height; top += block) {
    for (let left = 0; left < width; left += block) {
      for (let row = 0; row < block; row++) {
        const from = ((top + row) * width + left) * 3;
        values.set(floats.subarray(from, from + block * 3), row * block * 3);
      }
      yield values;
    }
  }
}
