import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture } from '../fixtures.test.support.ts';
import { loadImageProcessor } from './load-processor.ts';
import { readImageProcessor } from './preprocessor-config.ts';

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
    [{ size: 1e9 }, /size/],
    [{ crop_size: { width: 1, height: 1e9 } }, /crop_size/],
    [{ image_mean: [1, 2] }, /image_mean/],
    [{ image_std: 0 }, /image_std/],
    [{ image_processor_type: 'SiglipImageProcessor' }, /only those of CLIP, ViT and Bit/],
  ])('%o is refused', (config, problem) => {
    expect(() => readImageProcessor('p.json', config)).toThrow(problem);
    expect(() => readImageProcessor('p.json', config)).toThrow(/^p.json does not describe/);
  });

  it('is in the file that transformers 5 saves, where it saves one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'processor-'));
    const write = async (name: string, content: object) => {
      const path = join(folder, name);
      await writeFile(path, JSON.stringify(content));
      return { path };
    };
    try {
      const processor = await write('preprocessor_config.json', { size: 9 });
      const image = { image_processor_type: 'CLIPImageProcessor', size: { shortest_edge: 7 } };
      const processors = await write('processor_config.json', { image_processor: image });
      const older = await write('older.json', { processor_class: 'CLIPProcessor' });
      const weights = { path: 'a/model.safetensors' };
      const config = { path: 'a/config.json' };
      const side = async (parts: object) => {
        const loaded = await loadImageProcessor({ config, weights, ...parts });
        return loaded.resizedTo({ width: 20, height: 30 }).width;
      };
      expect(await side({ processors })).toBe(7);
      expect(await side({ processors, processor })).toBe(7);
      expect(await side({ processors: older, processor })).toBe(9);
      await expect(side({ processors: older })).rejects.toThrow(/nor a processor_config.json/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is the weights’ own where there is no configuration, and has to be there where there is one', async () => {
    const weights = (path: string) => ({ weights: { path: fixture(path) } });
    const lite = weights('tiny-efficientnet-lite/model.safetensors');
    const { crop, normalise, resizedTo } = await loadImageProcessor(lite);
    expect([crop, resizedTo({ width: 300, height: 600 })]).toEqual([
      { width: 224, height: 224 },
      { width: 224, height: 448 },
    ]);
    const white = { width: 224, height: 224, pixels: new Uint8Array(224 * 224 * 3).fill(255) };
    expect(new Set(normalise(white))).toEqual(new Set([1]));
    const dino = await loadImageProcessor(weights('tiny-dino-original/weights.pth'));
    expect(dino.resizedTo({ width: 300, height: 600 })).toEqual({ width: 256, height: 512 });
    const others = weights('tiny-vit/model.safetensors');
    await expect(loadImageProcessor(others)).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
    const config = { path: 'a/config.json' };
    await expect(loadImageProcessor({ ...lite, config })).rejects.toThrow(
      'Beside a/config.json there is no preprocessor_config.json',
    );
  });
});
