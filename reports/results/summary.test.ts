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
