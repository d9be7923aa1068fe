import { randomStream } from '@singlora/runtime';
import { expect, it } from 'vitest';
import { classNames } from './classes/registry.ts';
import { colourNames } from './colours.ts';
import { areReservedProportions, isReservedLook, splitOf } from './held-out.ts';
import { patternNames } from './patterns.ts';
import type { Proportions } from './proportions.ts';
import { drawSubject } from './subject.ts';
import { numbers } from './views.test.support.ts';

const looks = classNames.flatMap((name) =>
  colourNames.flatMap((colour) =>
    patternNames.map((pattern) => ({ class: name, colour, pattern })),
  ),
);

it('never draws for training what is held out, and held out nothing else', () => {
  const stream = randomStream(1, 'splits');
  for (const split of ['train', 'held-out'] as const) {
    for (let i = 0; i < 4000; i++) {
      const subject = drawSubject(stream, split);
      expect(splitOf(subject)).toBe(split);
      expect(isReservedLook(subject)).toBe(split === 'held-out');
      expect(areReservedProportions(subject.proportions)).toBe(split === 'held-out');
    }
  }
});

it('holds out a sixth of the looks, and no class with a colour or a pattern altogether', () => {
  const reserved = looks.filter(isReservedLook);
  expect([reserved.length, looks.length]).toEqual([96, 576]);
  for (const name of classNames) {
    for (const pattern of patternNames) {
      const ofBoth = reserved.filter((look) => look.class === name && look.pattern === pattern);
      expect(ofBoth).toHaveLength(2);
    }
    for (const colour of colourNames) {
      const ofBoth = reserved.filter((look) => look.class === name && look.colour === colour);
      expect(ofBoth.length).toBeLessThanOrEqual(1);
    }
  }
});

it('holds out a third of the proportions, whatever three of them are', () => {
  const thirds = [0, 0.4, 0.999];
  for (const [a, b, c] of thirds.flatMap((x) =>
    thirds.flatMap((y) => thirds.map((z) => [x, y, z] as const)),
  )) {
    const four = (fourth: number): Proportions[] => [
      [a, b, c, fourth],
      [fourth, a, b, c],
    ];
    for (const place of [0, 1]) {
      const reserved = thirds.filter((fourth) => areReservedProportions(four(fourth)[place]!));
      expect(reserved).toHaveLength(1);
    }
  }
});

it('draws every class, colour and pattern in both splits, and the class that is asked for', () => {
  for (const split of ['train', 'held-out'] as const) {
    const stream = randomStream(2, split);
    const subjects = numbers(3000).map(() => drawSubject(stream, split));
    const seen = (values: unknown[]) => new Set(values).size;
    expect(seen(subjects.map((subject) => subject.class))).toBe(12);
    expect(seen(subjects.map(({ colour }) => colour))).toBe(12);
    expect(seen(subjects.map(({ pattern }) => pattern))).toBe(4);
    expect(seen(subjects.map(({ partColour }) => partColour))).toBe(12);
    for (const { colour, patternColour, partColour } of subjects) {
      expect(seen([colour, patternColour, partColour])).toBe(3);
    }
    expect(drawSubject(stream, split, 'boat').class).toBe('boat');
  }
});
