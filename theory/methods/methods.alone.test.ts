import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import exponents from '../exponents/check.ts';
import { runCheck } from '../run-check.test.support.ts';
import sweep from '../width-sweep/check.ts';
import type { record } from '../exponents/record.ts';
import type { ResultOf } from '../record.ts';
import type { SweepCell } from '../width-sweep/record.ts';

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.txt'));

/** The only c at which Δf = Θ(1) under Adam on the paper's toy, and whether the method then learns efficiently in LoRA+'s sense. */
const expected: Readonly<Record<string, { readonly c: number; readonly efficient: boolean }>> = {
  // Only B moves, along a feature Ax = Θ(1): the rate need not fall with the width, and A never learns.
  'lora-fa': { c: 0, efficient: false },
  vera: { c: 0, efficient: false },
  // Directions of the weight have entries n^−1/2 and read a feature Θ(1): the small matrix between them has to grow as √n.
  'lora-xs': { c: 1 / 2, efficient: false },
  // Both sides train from the first step on, and either moves f by n^(c + 1/2).
  pissa: { c: -1 / 2, efficient: false },
  'lora-one': { c: -1 / 2, efficient: false },
  // The rates of μP are LoRA+'s, a factor n apart: the same rate at every width, and both factors learn features.
  'mup-lora': { c: 0, efficient: true },
};

describe.each(files.map((file) => [basename(file, '.txt'), join(import.meta.dirname, file)]))(
  '%s',
  (name, file) => {
    const { c, efficient } = expected[name]!;

    it('is derived', async () => {
      const settings = {
        ...exponents.presets['smoke']!,
        methods: [file],
        optimisers: ['constant'],
      };
      const [first] = await runCheck(exponents, {
        ...settings,
        outputs: ['width'],
        steps: 4,
      } as never);
      const { solutions, derivation } = first!.result as ResultOf<typeof record>;
      expect(derivation.text).toContain('The adapted weight is W + alpha/r * ');
      expect(derivation.latex).toMatch(
        /The adapted weight is \$ W\+\\frac\{\\alpha\}\{ r\}.*A\^\{\\top\}\$/,
      );
      expect(solutions['learning']!.forEver).toEqual([[c, c]]);
      expect(solutions['efficient']?.forEver ?? []).toEqual(efficient ? [[c, c]] : []);
    });

    it('grows so in training', async () => {
      const [first] = await runCheck(sweep, {
        ...sweep.presets['smoke']!,
        methods: [file],
        optimisers: ['adam'],
        families: ['linear-toy-batch'],
        rateExponents: [c],
        widths: [32, 64, 128, 256],
        seeds: [0, 1, 2, 3],
        steps: 3,
      });
      const [cell] = (first!.result as { cells: SweepCell[] }).cells;
      expect(cell!.predicted).toBe(0);
      expect(Math.abs(cell!.slope!.slope)).toBeLessThan(0.2);
      expect(cell!.first?.agreement).not.toBe('differs');
    });
  },
);
