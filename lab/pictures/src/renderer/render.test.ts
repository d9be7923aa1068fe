import { resizeTo } from '../resize.ts';
import { describe, expect, it } from 'vitest';
import { classNames } from './classes/registry.ts';
import { colours } from './colours.ts';
import { patternNames } from './patterns.ts';
import type { Proportions } from './proportions.ts';
import { mask, regions, render, type View } from './render.ts';
import { backdrops, sceneNames } from './scenes/registry.ts';
import type { MadeUpSubject } from './subject.ts';
import { difference, meanOf, numbers, viewOf } from './views.test.support.ts';

const views = numbers(60).map((seed) => viewOf(seed, 'train', classNames[seed % 12]));
const bare = ({ scene, pose }: View): View => ({ scene, pose });

describe('a picture', () => {
  it('is the same each time, and another for another view', () => {
    const [first, second] = [viewOf(1), viewOf(2)];
    expect(render(first, 48)).toEqual(render(viewOf(1), 48));
    expect(difference(render(first, 48).pixels, render(second, 48).pixels)).toBeGreaterThan(50);
  });

  // Weights and judges trained on these pictures become invalid if this changes.
  it('is the one that models were trained on', () => {
    const means = [1, 2, 3].map((seed) => {
      const { pixels } = render(viewOf(seed), 48);
      return [0, 1, 2].map((channel) => meanOf(pixels.filter((_, i) => i % 3 === channel)));
    });
    const expected = [
      [155.81, 186.57, 172.27],
      [161.04, 175.93, 165.25],
      [96.06, 121.87, 88.4],
    ];
    expect(difference(means.flat(), expected.flat())).toBeLessThan(0.02);
  });

  it('is about the same at every size', () => {
    const coarse = (view: View, size: number) =>
      resizeTo(render(view, size), 24, 24, 'bilinear').pixels;
    const off = (one: Uint8Array, other: Uint8Array) =>
      meanOf(numbers(one.length).map((i) => Math.abs(one[i]! - other[i]!)));
    for (const [i, view] of views.entries()) {
      const fine = coarse(view, 192);
      for (const size of [32, 48, 64]) expect(off(coarse(view, size), fine)).toBeLessThan(6);
      // It differs much from another view.
      expect(off(coarse(views[(i + 1) % views.length]!, 48), fine)).toBeGreaterThan(12);
    }
  });

  it.each([0, 7, 12.5, -48, NaN, Infinity, 4096])('of %d pixels a side is refused', (size) => {
    const message = `Cannot draw a picture of ${size} pixels a side: give a whole number from 8 to 2048.`;
    const refusal = expect.objectContaining({ code: 'RENDERER_SIZE', message }) as Error;
    const view = viewOf(1);
    expect(() => render(view, size)).toThrow(refusal);
    expect(() => mask(view, size)).toThrow(refusal);
    expect(() => regions(view, size)).toThrow(refusal);
  });
});

describe.each(sceneNames)('%s', (name) => {
  const scenes = numbers(30).map((seed) => ({ name, layout: viewOf(seed).scene.layout }));

  it('covers the whole picture', () => {
    for (const { layout } of scenes) {
      const [first] = backdrops[name].layers(layout);
      for (const x of [0, 0.5, 1])
        for (const y of [0, 0.5, 1]) expect(first!.shape.distance(x, y)).toBeLessThanOrEqual(0);
    }
  });

  it('differs from picture to picture', () => {
    const pictures = scenes.map((scene) => render({ scene, pose: viewOf(1).pose }, 48).pixels);
    for (const other of pictures.slice(1))
      expect(difference(pictures[0]!, other)).toBeGreaterThan(15);
  });
});

describe('the mask', () => {
  it('covers what a subject changes in its scene, and where it covers all, nothing of the scene shows', () => {
    for (const view of views) {
      const covered = mask(view, 48);
      const whole = render(view, 48).pixels;
      const scene = render(bare(view), 48).pixels;
      const elsewhere = render({ ...view, scene: viewOf(999).scene }, 48).pixels;
      const wrong = numbers(whole.length).filter((at) => {
        const cover = covered[Math.floor(at / 3)];
        return (
          (cover === 0 && whole[at] !== scene[at]) || (cover === 1 && whole[at] !== elsewhere[at])
        );
      });
      expect(wrong).toEqual([]);
      expect(meanOf(covered)).toBeGreaterThan(0.08);
    }
  });

  it('is made of the regions, lines, and what all subjects share', () => {
    for (const view of views) {
      const covered = mask(view, 48);
      const { body, part, pattern } = regions(view, 48);
      const wrong = numbers(covered.length).filter(
        (i) => body[i]! + part[i]! + pattern[i]! > covered[i]! + 1e-6,
      );
      expect(wrong).toEqual([]);
    }
  });
});

describe("a subject's colours", () => {
  it('are in their regions', () => {
    for (const view of views) {
      const { subject } = view;
      const { pixels } = render({ ...view, pose: { ...view.pose, light: 1 } }, 96);
      const named = {
        body: subject.colour,
        part: subject.partColour,
        pattern: subject.patternColour,
      };
      for (const [role, region] of Object.entries(regions(view, 96))) {
        const colour = colours[named[role as keyof typeof named]];
        const pure = numbers(region.length).filter((i) => region[i]! > 0.999);
        if (pure.length === 0) continue;
        for (const channel of [0, 1, 2]) {
          const seen = meanOf(pure.map((i) => pixels[3 * i + channel]! / 255));
          // Shading is at most 14 % at a distance of 1 from the middle.
          expect(Math.abs(seen - colour[channel]!)).toBeLessThan(0.16 * colour[channel]! + 0.004);
        }
      }
    }
  });
});

describe('two subjects', () => {
  const { scene, pose } = viewOf(5);
  const base: Omit<MadeUpSubject, 'class'> = {
    colour: 'red',
    patternColour: 'yellow',
    partColour: 'blue',
    pattern: 'plain',
    proportions: [0.5, 0.5, 0.5, 0.5],
  };

  it.each(classNames)('%s: that differ in one attribute differ in pixels', (name) => {
    const drawn = (change: Partial<MadeUpSubject>) =>
      render({ subject: { ...base, class: name, ...change }, scene, pose }, 48).pixels;
    const original = drawn({});
    /** The number of values that change visibly. */
    const changed = (change: Partial<MadeUpSubject>) =>
      drawn(change).filter((value, i) => Math.abs(value - original[i]!) > 20).length;

    for (const colour of ['colour', 'patternColour', 'partColour'] as const) {
      expect(changed({ [colour]: 'white' })).toBeGreaterThan(15);
    }
    for (const pattern of patternNames.slice(1)) expect(changed({ pattern })).toBeGreaterThan(40);
    for (const place of [0, 1, 2, 3]) {
      const proportions = base.proportions.map((number, i) => (i === place ? 0.95 : number));
      expect(changed({ proportions: proportions as unknown as Proportions })).toBeGreaterThan(20);
    }
  });
});
