import { describe, expect, it } from 'vitest';
import { classes, classNames } from './classes/registry.ts';
import { mask, regions } from './render.ts';
import { meanOf, numbers, viewOf } from './views.test.support.ts';

const straight = { x: 0.5, y: 0.5, size: 0.4, turn: 0, light: 1 };

/** Points on the border of the square that subjects must not leave. */
const border = numbers(47).flatMap((i) => {
  const along = -1.15 + 0.05 * i;
  return [-1.15, 1.15].flatMap((side) => [[side, along] as const, [along, side] as const]);
});

describe.each(classNames)('%s', (name) => {
  const subjects = numbers(20).map((seed) => viewOf(seed, 'train', name).subject);

  it('stays in its picture and fills a good part of it', () => {
    for (const subject of subjects) {
      const parts = classes[name](subject.proportions);
      const outside = parts.flatMap(({ shape }) =>
        border.filter(([x, y]) => shape.distance(x, y) <= 0),
      );
      expect(outside).toEqual([]);
      const share = meanOf(mask({ subject, pose: straight }, 48));
      expect(share).toBeGreaterThan(0.1);
      expect(share).toBeLessThan(0.6);
    }
  });

  it('shows all three colours, plain ones too', () => {
    for (const subject of subjects) {
      const plain = { ...subject, pattern: 'plain' as const };
      const { body, part, pattern } = regions({ subject: plain, pose: straight }, 48);
      const covered = meanOf(mask({ subject, pose: straight }, 48));
      expect(meanOf(body) / covered).toBeGreaterThan(0.12);
      expect(meanOf(part) / covered).toBeGreaterThan(0.015);
      expect(meanOf(pattern) / covered).toBeGreaterThan(0.01);
    }
  });
});
