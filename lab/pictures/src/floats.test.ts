import { expect, it } from 'vitest';
import { expected } from './fixtures.test.support.ts';
import { fromFloats, toFloats } from './floats.ts';

const every = Uint8Array.from({ length: 3 * 256 }, (_, i) => Math.floor(i / 3));
const picture = { width: 16, height: 16, pixels: every };

it("has torchvision's numbers, bit for bit, and comes back from them", () => {
  const floats = toFloats(picture);
  expect([...floats.filter((_, i) => i % 3 === 0)]).toEqual(expected.floats);
  expect([floats[0], floats.at(-1)]).toEqual([-1, 1]);
  expect(fromFloats(floats, 16, 16)).toEqual(picture);
});

it("is rounded and cut off as diffusers' pipelines do", () => {
  const { some, back } = expected;
  const { pixels } = fromFloats(Float32Array.from(some), some.length / 3, 1);
  expect([...pixels]).toEqual(back);
});

it('is refused where numbers are not finite or too few', () => {
  const floats = toFloats(picture);
  floats[5] = NaN;
  floats[6] = Infinity;
  expect(() => fromFloats(floats, 16, 16)).toThrow(/^2 of a picture's 768 numbers are not finite/);
  expect(() => fromFloats(floats, 16, 15)).toThrow(/768 numbers are no picture of 16 × 15 × 3/);
});
