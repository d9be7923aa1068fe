import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LatentCodec } from './codec.ts';
import { fitLinearCodec, smallDefault } from './fit-linear-codec.ts';
import { linearCodec } from './linear-codec.ts';
import { pixelsOf } from '../pixels.ts';
import { rendered } from './rendered.test.support.ts';

const fitted = rendered(400, 'fitted');
const random = randomStream(1);
const number = (x: tf.Tensor): number => tf.tidy(() => x.dataSync()[0]!);

/** The peak signal-to-noise ratio of values in [−1, 1], in dB. */
const signalToNoise = (one: tf.Tensor, other: tf.Tensor): number =>
  10 * Math.log10(4 / number(tf.mean(tf.squaredDifference(one, other))));

beforeAll(async () => void (await startBackend()));

describe('32 channels of 108', () => {
  const weights = fitLinearCodec(fitted);
  let codec: LatentCodec;
  beforeAll(() => {
    codec = linearCodec(weights);
  });
  afterAll(() => codec.dispose());

  it('gives pictures that it has not seen back at about 31 dB', () => {
    tf.tidy(() => {
      const pictures = pixelsOf(rendered(200, 'unseen'));
      const latents = codec.encode(pictures, random);
      expect(latents.shape).toEqual([200, 8, 8, 32]);
      const psnr = signalToNoise(codec.decode(latents), pictures);
      expect(psnr).toBeGreaterThan(30);
      expect(psnr).toBeLessThan(32);
    });
  });

  it('has latents of root mean square 1', () => {
    const rms = (count: typeof fitted) =>
      tf.tidy(() => Math.sqrt(number(tf.mean(tf.square(codec.encode(pixelsOf(count), random))))));
    expect(rms(fitted)).toBeCloseTo(1, 4);
    expect(Math.abs(rms(rendered(200, 'unseen')) - 1)).toBeLessThan(0.05);
  });

  it('has orthonormal components, whose variance falls', () => {
    tf.tidy(() => {
      const components = tf.tensor2d(weights.basis, [108, 32]);
      const products = tf.matMul(components, components, true);
      expect(number(tf.max(tf.abs(tf.sub(products, tf.eye(32)))))).toBeLessThan(1e-5);
      const latents = codec.encode(pixelsOf(fitted), random);
      const { mean, variance } = tf.moments(latents, [0, 1, 2]);
      expect(number(tf.max(tf.abs(mean)))).toBeLessThan(1e-3);
      const variances = [...variance.dataSync()];
      expect(variances).toEqual(variances.toSorted((one, other) => other - one));
    });
  });

  it('is the projection of blocks, a block to a place', () => {
    tf.tidy(() => {
      const pictures = pixelsOf(rendered(1, 'one'));
      const latents = codec.encode(pictures, random);
      const [row, column, channel] = [3, 5, 2];
      const block = tf.slice(pictures, [0, 6 * row, 6 * column, 0], [1, 6, 6, 3]).dataSync();
      let expected = 0;
      for (const [i, value] of block.entries()) {
        expected += (value - weights.mean[i]!) * weights.basis[i * 32 + channel]!;
      }
      const got = number(tf.slice(latents, [0, row, column, channel], [1, 1, 1, 1]));
      expect(got).toBeCloseTo(expected / weights.scales[channel]!, 4);
    });
  });

  it('takes pictures of other sizes, and refuses those without whole blocks', () => {
    tf.tidy(() => {
      expect(codec.encode(tf.zeros([1, 96, 60, 3]), random).shape).toEqual([1, 16, 10, 32]);
      expect(codec.decode(tf.zeros([1, 16, 10, 32])).shape).toEqual([1, 96, 60, 3]);
      expect(() => codec.encode(tf.zeros([1, 48, 50, 3]), random)).toThrow(
        /^Pictures of the shape \[1, 48, 50, 3\] .* multiples of 6, with 3 colours last/,
      );
      expect(() => codec.decode(tf.zeros([1, 8, 8, 4]))).toThrow(/\[1, 8, 8, 4\].* 32 channels/);
    });
  });

  it('keeps no tensors but its own', () => {
    const before = tf.memory().numTensors;
    const pictures = pixelsOf(rendered(1, 'one'));
    const latents = codec.encode(pictures, random);
    const back = codec.decode(latents);
    tf.dispose([pictures, latents, back]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('whitening', () => {
  const spreads = (whitening: number) => {
    const codec = linearCodec(fitLinearCodec(fitted, { ...smallDefault, whitening }));
    const pictures = pixelsOf(rendered(200, 'unseen'));
    const latents = codec.encode(pictures, random);
    const back = codec.decode(latents);
    const { variance } = tf.moments(latents, [0, 1, 2]);
    const found = {
      deviations: [...tf.sqrt(variance).dataSync()],
      psnr: signalToNoise(back, pictures),
      rms: Math.sqrt(number(tf.mean(tf.square(latents)))),
    };
    codec.dispose();
    return found;
  };

  it('brings each channel of unseen pictures to one spread, and gives the same pictures back', () => {
    const [none, half, whole] = [0, 0.5, 1].map((whitening) => tf.tidy(() => spreads(whitening)));
    const ratio = ({ deviations }: NonNullable<typeof none>) => deviations[0]! / deviations[31]!;
    for (const deviation of whole!.deviations) expect(Math.abs(deviation - 1)).toBeLessThan(0.1);
    expect(ratio(none!)).toBeGreaterThan(20);
    expect(ratio(half!) ** 2).toBeCloseTo(ratio(none!) * ratio(whole!), 2);
    for (const { psnr, rms } of [half!, whole!]) {
      expect(psnr).toBeCloseTo(none!.psnr, 3);
      expect(Math.abs(rms - 1)).toBeLessThan(0.05);
    }
  });
});

it('gives all back with all 108 channels', () => {
  const codec = linearCodec(fitLinearCodec(fitted, { block: 6, channels: 108 }));
  tf.tidy(() => {
    const pictures = pixelsOf(fitted.slice(0, 10));
    expect(signalToNoise(codec.decode(codec.encode(pictures, random)), pictures)).toBeGreaterThan(
      90,
    );
  });
  codec.dispose();
});

it('is the same for the same pictures', () => {
  const few = fitted.slice(0, 20);
  expect(fitLinearCodec(few)).toEqual(fitLinearCodec(few));
});

it('is refused of nothing, of flat pictures, of sizes without whole blocks, of impossible channels', () => {
  const flat = { width: 6, height: 6, pixels: new Uint8Array(108).fill(9) };
  expect(() => fitLinearCodec([])).toThrow(/no pictures to fit/);
  expect(() => fitLinearCodec([flat])).toThrow(/all the same/);
  expect(() => fitLinearCodec(rendered(1, 'odd', 50))).toThrow(/multiples of 6/);
  expect(() => fitLinearCodec([flat], { block: 6, channels: 109 })).toThrow(/from 1 to 108/);
});
