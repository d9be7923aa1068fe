import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { fixture } from '../fixtures.test-support.ts';
import { loadImageProcessor, readImageProcessor } from './image-processor.ts';

interface Case {
  config: object;
  pictures: {
    width: number;
    height: number;
    pixels: number[];
    resized: [width: number, height: number];
    normalised: number[];
  }[];
}

const cases = JSON.parse(await readFile(fixture('image-processor.json'), 'utf8')) as Case[];

describe('readImageProcessor', () => {
  it.each(cases)('$config as transformers runs it', ({ config, pictures }) => {
    const processor = readImageProcessor('preprocessor_config.json', config);
    expect(pictures).toHaveLength(5);
    for (const { width, height, pixels, resized, normalised } of pictures) {
      const size = processor.resizedTo({ width, height });
      expect([size.width, size.height]).toEqual(resized);
      const made = processor.normalise({ width, height, pixels: Uint8Array.from(pixels) });
      expect(made).toHaveLength(normalised.length);
      made.forEach((value, i) => expect(value).toBeCloseTo(normalised[i] ?? NaN, 5));
    }
  });

  it.each([
    [{ resample: 0 }, /only 1 \(Lanczos\)/],
    [{ size: { longest_edge: 9 } }, /size/],
    [{ image_mean: [1, 2] }, /image_mean/],
  ])('%o is refused', (config, problem) => {
    expect(() => readImageProcessor('p.json', config)).toThrow(problem);
    expect(() => readImageProcessor('p.json', config)).toThrow(/^p.json does not describe/);
  });

  it('is EfficientNet-Lite’s where there is no configuration, and has to be there where there is one', async () => {
    const { crop, normalise } = await loadImageProcessor({});
    expect(crop).toEqual({ width: 224, height: 224 });
    const white = { width: 224, height: 224, pixels: new Uint8Array(224 * 224 * 3).fill(255) };
    expect(new Set(normalise(white))).toEqual(new Set([1]));
    await expect(loadImageProcessor({ config: { path: 'a/config.json' } })).rejects.toThrow(
      'Beside a/config.json there is no preprocessor_config.json',
    );
  });
});
