import { expect, it } from 'vitest';
import { runsOf } from '../../report/recorded.test.support.ts';
import { repeatedText, type Case } from './repeated.ts';
import type { SweepRun } from './subject.ts';

const [run] = runsOf<SweepRun>('width-sweep', { method: 'singlora', optimiser: 'adam' });

const caseAt = (rateExponent: number, predicted: number, optimiser = 'adam:epsilon=1'): Case => ({
  config: { family: 'residual-mlp-mup', method: 'singlora', optimiser },
  cell: { rateExponent, first: { ...run.result.cells[0]!.first!, predicted } },
});

it('says at which widths NumPy has the slope, and whether wider ones are as derived', () => {
  const text = repeatedText([caseAt(-0.5, -1), caseAt(0, -0.5)]);
  expect(text).toMatch(
    /at c = −1\/2 it is −1\.09 \(−1\.13 to −1\.06\) over 3 widths from 256 to 1,024, 200 seeds, and .* over 3 widths from 1,024 to 4,096, 40 seeds, where −1 is derived: as derived at the wider ones; at c = 0 /,
  );
  expect(repeatedText([caseAt(-0.5, -1.2)])).toContain('not as derived at the wider ones either');
});

it('says where a case was not repeated, and nothing where all are as derived', () => {
  expect(repeatedText([caseAt(-0.5, -1), caseAt(-0.5, 0, 'adam')])).toContain('was not repeated');
  expect(repeatedText([])).toBe('');
});
