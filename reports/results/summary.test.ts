import { expect, test } from 'vitest';
import type { Claim } from '@singlora/reporting';
import { hostile, liveIn } from '../page-text.test.support.ts';
import type { Shown } from '../index-page.ts';
import { summaryOf } from './summary.ts';

const claim = (verdict: Claim['finding']['verdict'], less?: string): Claim => ({
  says: 'It holds.',
  place: 'table 1',
  finding: { verdict, evidence: 'e' },
  with: less,
  see: { title: 't', command: 'c' },
});

const shown = (...claims: Claim[]): Shown => ({
  href: 'glue.html',
  page: { title: 'GLUE', name: 'GLUE', description: '' },
  content: { lede: [], begin: { commands: [] }, recorded: '', sections: [], claims },
});

test('verdicts say where a stand-in gave them, and not of what was not measured', () => {
  const claims = [
    claim('reproduced', 'a small model'),
    claim('only if'),
    claim('not yet measured', 'x'),
  ];
  const text = summaryOf([shown(...claims)], () => 'The finding.');
  const rows = text.split('\n').filter((line) => line.endsWith('| GLUE |'));
  expect(rows.map((line) => line.split(' | ').at(-2))).toEqual([
    'reproduced, stand-in',
    'under a condition',
    'not yet measured',
  ]);
  expect(text).toContain('## [GLUE](docs/results/glue.md)\n\nThe finding.');
});

test('what records say stays text', () => {
  const text = summaryOf(
    [shown({ ...claim('reproduced'), says: hostile, place: hostile })],
    () => '',
  );
  expect(liveIn(text)).toEqual([]);
  expect(text).toContain('\\<img src=x');
});

test('what is derived wears no mark of what was measured', () => {
  const marked = (verdict: Claim['finding']['verdict'], mark: 'derived' | 'measured') => {
    const one = claim(verdict);
    return { ...one, finding: { ...one.finding, mark } };
  };
  const claims = [
    marked('reproduced', 'measured'),
    marked('only if', 'derived'),
    marked('reproduced', 'derived'),
    marked('not reproduced', 'derived'),
    marked('not yet measured', 'derived'),
  ];
  const text = summaryOf([shown(...claims)], () => '');
  const rows = text.split('\n').filter((line) => line.endsWith('| GLUE |'));
  expect(rows.map((line) => line.split(' | ').at(-2))).toEqual([
    'measured: reproduced',
    'derived: holds under a condition',
    'derived: holds',
    'derived: does not hold',
    'not yet measured',
  ]);
  expect(text).toContain(
    '5 claims: 1 reproduced and 1 not yet measured; 3 derived: 1 holds, 1 holds only under a condition and 1 does not hold.',
  );
});
