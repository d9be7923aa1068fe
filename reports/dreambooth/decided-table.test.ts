import { dreamBoothRuns, type RecordedRun } from '@singlora/comparison';
import { tableMarkdown } from '@singlora/reporting';
import { expect, it } from 'vitest';
import { decidedTable } from './decided-table.ts';
import { identified } from '../../lab/comparison/src/recorded.test.support.ts';
import { apart, recordedOf, settingOf } from './planned.test.support.ts';

/** Each comparison with its verdict, as readers see them. */
const verdicts = (runs: readonly RecordedRun[]) =>
  tableMarkdown(decidedTable(settingOf(runs))!)
    .split('\n')
    .filter((line) => line.includes(' − '))
    .map((line) => {
      const [, difference = '', , , verdict = ''] = line.split('|').map((cell) => cell.trim());
      return [difference.replace(/ \(.*/, ''), verdict];
    });

it('tells what the plan compares, the primary comparison first', () => {
  const above = [
    ['SingLoRA r12 − LoRA r8', 'higher'],
    ['SingLoRA r12 − LoRA+ r8', 'higher'],
    ['SingLoRA r12 − DoRA r8', 'higher'],
    ['SingLoRA r8 − LoRA r8', 'equal within ±0.02 (by its own interval, not corrected)'],
  ];
  expect(verdicts(recordedOf('best-rate', apart(0.05, 0.005, 12)))).toEqual(above);
  const wide = verdicts(recordedOf('best-rate', apart(0.02, 0.2, 12)));
  expect(wide[0]?.[1]).toMatch(/^undecided \(needs ±0\.\d{3} to decide\)$/);
});

const reasons = (runs: readonly RecordedRun[]) => new Set(verdicts(runs).map(([, says]) => says));

it('compares each adapter at the best rate of its search, and says how its drift differs', () => {
  const runs = recordedOf('best-rate', apart(0.05, 0.005, 12));
  expect(dreamBoothRuns(runs).runs.flatMap(({ contradiction }) => contradiction ?? [])).toEqual([]);
  // All have equal drift.
  const [row = ''] = tableMarkdown(decidedTable(settingOf(runs))!)
    .split('\n')
    .filter((line) => line.includes('SingLoRA r12 − LoRA r8'));
  expect(row).toContain('rates 1e-4 and 1e-4');
  expect(row).toContain('0.000 (0.000 to 0.000)');
});

it('decides nothing at best rates that are not as planned', () => {
  const all = () => recordedOf('best-rate', apart(0.05, 0.005, 12));
  expect(reasons(all().slice(0, -1))).toEqual(
    new Set(['no verdict (179 of 180 planned results are there)']),
  );
  const given = recordedOf('best-rate', apart(0.05, 0.005, 12), { search: null });
  expect([...reasons(given)].join()).toContain('a rate that was not searched');
  const fewer = all().map(({ record, ...run }) => {
    const { search } = record.config as { search: { rates: number[] } | null };
    const config = { ...record.config, search: search && { ...search, rates: [1e-4] } };
    return { ...run, record: identified({ ...record, config }) };
  });
  expect([...reasons(fewer)].join()).toContain('searched rates 1e-4, not');
  const two = all();
  const again = two
    .filter(({ record: { id } }) => id.startsWith('best-rate-lora-8'))
    .map((run) => {
      const { training } = run.record.config as { training: object };
      const config = { ...run.record.config, training: { ...training, learningRate: 1e-3 } };
      const id = `${run.record.id} again`;
      return { ...run, record: identified({ ...run.record, id, config }) };
    });
  expect([...reasons([...two, ...again])].join()).toContain('LoRA r8 has results at several rates');
});
