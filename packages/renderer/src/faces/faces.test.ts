import { resizeTo } from '@singlora/pictures';
import { randomStream } from '@singlora/runtime';
import { describe, expect, it } from 'vitest';
import { meanOf, numbers } from '../views.test.support.ts';
import { beards } from './beards.ts';
import { eyeColours, hairColours, skinTones } from './colours.ts';
import { hairStyles } from './hair.ts';
import { faceMeasures } from './measures.ts';
import { drawPerson, type Person } from './person.ts';
import { renderFace } from './render-face.ts';
import { situations } from './situations.ts';
import { drawFaceSetting, type FaceView } from './view.ts';

const viewOf = (seed: number): FaceView => {
  const stream = randomStream(seed, 'face');
  return { person: drawPerson(stream), ...drawFaceSetting(stream) };
};
const pixelsOf = (view: FaceView, size = 48) => renderFace(view, size).pixels;
/** How many numbers of two pictures differ visibly. */
const changed = (one: Uint8Array, other: Uint8Array) =>
  one.filter((value, i) => Math.abs(value - other[i]!) > 20).length;

const average: Person = {
  skin: 'tan',
  hair: 'short',
  hairColour: 'brown',
  eyes: 'brown',
  beard: 'none',
  measures: Object.fromEntries(faceMeasures.map((name) => [name, 0.5])) as Person['measures'],
};
const plain: FaceView = {
  person: average,
  scene: { name: 'room', layout: [0.5, 0.5, 0.5, 0.5] },
  pose: { x: 0.5, y: 0.48, size: 0.3, turn: 0, light: 1 },
  aside: 0,
  gaze: 0,
  expression: 'calm',
  clothes: 'white',
};
const of = (change: Partial<Person>): Uint8Array =>
  pixelsOf({ ...plain, person: { ...average, ...change } });

describe('a picture of a person', () => {
  it('is the same each time, and another for another view', () => {
    expect(pixelsOf(viewOf(1))).toEqual(pixelsOf(viewOf(1)));
    expect(changed(pixelsOf(viewOf(1)), pixelsOf(viewOf(2)))).toBeGreaterThan(1000);
  });

  it('is about the same at every size', () => {
    for (const view of numbers(20).map(viewOf)) {
      const coarse = (size: number) => resizeTo(renderFace(view, size), 24, 24, 'bilinear').pixels;
      const fine = coarse(192);
      for (const size of [48, 64]) {
        const off = coarse(size).map((value, i) => Math.abs(value - fine[i]!));
        expect(meanOf(off)).toBeLessThan(6);
      }
    }
  });

  it('holds the whole head, whoever it is', () => {
    for (const seed of numbers(60)) {
      const view = viewOf(seed);
      const bare = pixelsOf({ ...view, pose: { ...view.pose, x: 9 } });
      const border = numbers(48 * 48).filter((i) => {
        const [x, y] = [i % 48, Math.floor(i / 48)];
        return y === 0 || ((x === 0 || x === 47) && y < 30);
      });
      const whole = pixelsOf(view);
      expect(border.filter((i) => whole[3 * i] !== bare[3 * i])).toEqual([]);
    }
  });
});

describe('two people', () => {
  /** All values of an attribute, each as a picture. */
  const each = (name: keyof Person, values: object) =>
    Object.keys(values).map((value) => of({ [name]: value }));

  it.each([
    ['skin', each('skin', skinTones), 200],
    ['hair', each('hair', hairStyles), 60],
    ['colour of hair', each('hairColour', hairColours), 60],
    ['eyes', each('eyes', eyeColours), 8],
    ['beard', each('beard', beards), 25],
  ])('of another %s look different', (_, pictures, least) => {
    for (const [i, one] of pictures.entries())
      for (const other of pictures.slice(i + 1)) expect(changed(one, other)).toBeGreaterThan(least);
  });

  it.each(faceMeasures)('of another %s look different', (name) => {
    const [small, large] = [0.02, 0.98].map((value) =>
      of({ measures: { ...average.measures, [name]: value } }),
    ) as [Uint8Array, Uint8Array];
    expect(changed(small, large)).toBeGreaterThan(10);
  });
});

describe('situations', () => {
  it('are what is asked for, seen, and each a phrase of its own', () => {
    const without = pixelsOf(plain);
    for (const { given } of situations) {
      const setting = drawFaceSetting(randomStream(3, 'setting'), given);
      const { scene, ...rest } = given;
      expect(setting).toMatchObject(rest);
      if (scene) expect(setting.scene.name).toBe(scene);
      const shown = { ...plain, ...rest, ...(scene && { scene: setting.scene }) };
      if (given.expression !== 'calm' && scene !== 'room')
        expect(changed(pixelsOf(shown), without)).toBeGreaterThan(30);
    }
    expect(new Set(situations.map(({ phrase }) => phrase)).size).toBe(situations.length);
  });

  it('wear nothing unasked', () => {
    for (const seed of numbers(20)) expect(viewOf(seed)).not.toHaveProperty('accessory');
  });
});
