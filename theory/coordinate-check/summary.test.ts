import { judgeCoordinates, judgeLosses, type CoordinateUnit } from '@singlora/scaling';
import { expect, it } from 'vitest';
import { sentenceOf } from '../sentence.ts';
import { countsOf, departureLines, countsSentence as template } from './summary.ts';

/** A module with this change after a step, at four widths and three seeds. */
function found(change: (width: number, seed: number) => number, loss = 0.5) {
  const units = [64, 128, 256, 512].flatMap((width) =>
    [0, 1, 2].map((seed): CoordinateUnit => {
      const at = (step: number, moved: number) => {
        const numbers = { entries: 8, size: 1 + seed / 100, largest: 2 };
        return { step, ...numbers, change: moved, largestChange: 2 * moved };
      };
      return {
        width,
        seed,
        coordinates: { m: [at(0, 0), at(1, change(width, seed))] },
        losses: [
          { step: 0, loss: 1 },
          { step: 1, loss },
        ],
        frozenLoss: null,
      };
    }),
  );
  const [modules, losses] = [judgeCoordinates(units), judgeLosses(units)];
  return {
    lines: departureLines(modules, losses),
    says: sentenceOf(template, countsOf(modules, losses)),
  };
}

it('tells what explodes, and counts it', () => {
  const { lines, says } = found((width, seed) => width ** 0.5 * (1 + seed / 100));
  expect(lines).toEqual([
    expect.stringMatching(
      /^m: change after 1 n\^0\.50 \(0\.4\d to 0\.5\d\) EXPLODING; largest change after 1 .* EXPLODING$/,
    ),
  ]);
  expect(says).toBe('6 slopes: 4 stable, 2 flagged, 2 of them exploding');
});

it('tells what would decide, and that no slope could have been called stable', () => {
  const { lines, says } = found((width, seed) => [0.3, 1, 3][seed]! * width ** 0.01);
  expect(lines[0]).toMatch(
    /change after 1 n\^0\.01 .* undecided \(low power: (about \d+ seeds|about \d+ widths|more than 100 seeds: change the design)/,
  );
  expect(says).toContain('2 undecided, 2 of them for low power');
});

it('tells of a loss that is far above the start', () => {
  const { lines, says } = found((_, seed) => 1 + seed / 100, 2015);
  expect(lines[0]).toContain('change after 1 n^0.00 (-0.01 to 0.01) HIGH LOSS');
  expect(lines[1]).toBe("loss after 1 RISES: up to 2,020 times the untrained model's");
  expect(says).toContain('the loss far above the untrained model’s at 1 steps');
});
