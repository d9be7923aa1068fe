import { expect, test } from 'vitest';
import { similarities, type EmbeddedSubject } from './similarities.ts';

const subject = (name: string, ...angles: number[]): EmbeddedSubject => ({
  class: name,
  views: angles.map((degrees) => ({
    name: `${degrees}°`,
    // Only the direction counts.
    values: Float32Array.of(2, 0).map((_, i) => 2 * Math.cos((degrees - 90 * i) * (Math.PI / 180))),
  })),
});
const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180);

test('cosines of the same subject, of others of its class, and of other classes', () => {
  const found = similarities([
    subject('mug', 0, 10),
    subject('mug', 60, 70),
    subject('cat', 180, 190),
    subject('cat', 180, 190),
  ]);
  const mugs = (cos(60) + cos(70) + cos(50) + cos(60)) / 4;
  const cats = (1 + cos(10) + cos(10) + 1) / 4;
  expect(found.sameSubject.mean).toBeCloseTo(cos(10));
  expect(found.sameClass.mean).toBeCloseTo((mugs + cats) / 2);
  expect(found.sameClass).toMatchObject({
    n: 4,
    min: expect.closeTo(mugs),
    max: expect.closeTo(cats),
  });
  // Mugs with cats and cats with mugs are the same pairs.
  const pairs = [0, 10, 60, 70].flatMap((a) => [180, 190].map((b) => cos(a - b)));
  expect(found.otherClass.mean).toBeCloseTo(pairs.reduce((a, b) => a + b) / pairs.length);
  // The mugs are always distinguished; one rival of the cats is closer, and one as close.
  expect(found.toldApart.mean).toBeCloseTo((1 + 1 + 0 + 0) / 4);
});

test.each([
  [
    'a subject alone in its class',
    [subject('mug', 1, 2), subject('cat', 3, 4), subject('cat', 5, 6)],
  ],
  ['one class', [subject('mug', 1, 2), subject('mug', 3, 4)]],
  [
    'one view',
    [subject('mug', 1), subject('mug', 3, 4), subject('cat', 3, 4), subject('cat', 5, 6)],
  ],
])('%s is refused', (_, subjects) => {
  expect(() => similarities(subjects)).toThrow('at least 2 classes');
});
