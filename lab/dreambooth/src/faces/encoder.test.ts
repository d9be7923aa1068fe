import { join } from 'node:path';
import { fromFloats, readPicture, resizeTo, toFloats, type Picture } from '@singlora/pictures';
import { memoryUse, startBackend } from '@singlora/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFaceEncoder, type FaceEncoder } from './encoder.ts';
import { faceIdentity } from './identity.ts';
import { faceLibrary } from './library.ts';

const face = await readPicture(join(import.meta.dirname, 'fixtures/astronaut.webp'));

const grey = (size: number): Picture => ({
  width: size,
  height: size,
  pixels: new Uint8Array(size * size * 3).fill(100),
});

/** Pictures on a larger grey one, each with its upper left corner at the given position. */
function collage(size: number, ...parts: [inner: Picture, left: number, top: number][]): Picture {
  const whole = grey(size);
  for (const [inner, left, top] of parts) paste(whole, inner, left, top);
  return whole;
}
function paste({ pixels, width: size }: Picture, inner: Picture, left: number, top: number): void {
  for (let row = 0; row < inner.height; row++)
    pixels.set(
      inner.pixels.subarray(row * inner.width * 3, (row + 1) * inner.width * 3),
      ((top + row) * size + left) * 3,
    );
}
const larger = resizeTo(face, 256, 256, 'bilinear');
const darker = fromFloats(
  toFloats(face).map((value) => 0.7 * (value + 1) - 1),
  face.width,
  face.height,
);

const installed = (() => {
  try {
    return faceLibrary();
  } catch {
    return undefined;
  }
})();

describe.skipIf(!installed)('faces', () => {
  let encoder: FaceEncoder;
  let tensors: number;
  beforeAll(async () => {
    await startBackend();
    tensors = memoryUse().tensors;
    encoder = await loadFaceEncoder();
  });

  it('are the same face elsewhere, larger and darker', async () => {
    const [first, ...others] = await encoder.faces([
      { name: 'face', picture: face },
      { name: 'darker', picture: darker },
      { name: 'larger', picture: larger },
      { name: 'elsewhere', picture: collage(256, [face, 120, 100]) },
    ]);
    expect(first?.descriptor).toHaveLength(128);
    const { found, distance } = faceIdentity(others, [first!]);
    expect(found.value).toBe(1);
    for (const [i, value] of distance!.byPicture.entries()) {
      expect(value, others[i]!.name).toBeGreaterThan(0);
      expect(value, others[i]!.name).toBeLessThan(0.4);
    }
  });

  it('are the largest of a picture', async () => {
    const [small, alone, first, last] = await encoder.faces([
      { name: 'small', picture: collage(384, [face, 256, 256]) },
      { name: 'alone', picture: collage(384, [larger, 0, 0]) },
      { name: 'first', picture: collage(384, [face, 256, 0], [larger, 0, 0]) },
      { name: 'last', picture: collage(384, [larger, 0, 0], [face, 256, 256]) },
    ]);
    const [toLarge, toSmall] = [alone!, small!].map(
      (one) => faceIdentity([first!, last!], [one]).distance!.byPicture,
    );
    expect(Math.max(...toLarge!)).toBeLessThan(0.02);
    expect(Math.min(...toSmall!)).toBeGreaterThan(0.05);
  });

  it('are none in a picture without, and nothing is left in memory', async () => {
    const before = memoryUse().tensors;
    const faces = await encoder.faces([{ name: 'empty', picture: grey(64) }]);
    expect(faces).toEqual([{ name: 'empty', descriptor: undefined }]);
    expect(memoryUse().tensors).toBe(before);
    encoder.dispose();
    expect(memoryUse().tensors).toBe(tensors);
  });

  it('are described by weights that a record names', () => {
    const { asset } = encoder;
    expect(asset.sha256['face_recognition_model.bin']).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(Object.values(asset.sha256)).size).toBe(3);
    expect(asset.revision).toBe(installed?.version);
  });
});
