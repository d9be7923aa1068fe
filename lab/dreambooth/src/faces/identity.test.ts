import { describe, expect, it } from 'vitest';
import type { PictureFace } from './encoder.ts';
import { faceIdentity, realFaces } from './identity.ts';

const face = (name: string, ...values: number[]): PictureFace => ({
  name,
  descriptor: Float32Array.from(values),
});
const none = (name: string): PictureFace => ({ name, descriptor: undefined });

const real = [face('a', 0, 0), none('b'), face('c', 3, 4)];

describe('faces of drawn pictures', () => {
  it('are as far from the real ones as these are apart in the mean, where there is a face', () => {
    const { found, distance } = faceIdentity([face('x', 0, 0), none('y'), face('z', 3, 0)], real);
    expect(found).toEqual({ value: 2 / 3, byPicture: [1, 0, 1] });
    expect(distance).toEqual({ value: 3, byPicture: [2.5, 3.5] });
  });

  it('have no distance where there is none', () => {
    const { found, distance } = faceIdentity([none('x')], real);
    expect(found.value).toBe(0);
    expect(distance).toBeUndefined();
  });
});

it('real faces are compared with the others', () => {
  expect(realFaces([...real, face('d', 3, 0)])?.byPicture).toEqual([4, 4.5, 3.5]);
  expect(realFaces(real.slice(0, 2))).toBeUndefined();
});

it.each<[string, () => unknown, string, RegExp]>([
  [
    'real pictures without a face',
    () => faceIdentity([face('x', 1)], [none('a'), none('b')]),
    'FACE_NONE',
    /any of the 2 real pictures/,
  ],
  [
    'a real picture without a face',
    () => realFaces([none('a')]),
    'FACE_NONE',
    /found in the real picture,/,
  ],
  ['no drawn pictures', () => faceIdentity([], real), 'DREAMBOOTH_PAIRS', /no generated pictures/],
  ['no real pictures', () => faceIdentity(real, []), 'DREAMBOOTH_PAIRS', /no real pictures/],
])('%s are refused', (_, score, code, message) => {
  expect(score).toThrow(message);
  expect(score).toThrow(expect.objectContaining({ code }) as Error);
});
