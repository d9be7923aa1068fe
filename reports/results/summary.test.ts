import { expect, test } from 'vitest';
import { markdown, type Basis, type Claim, type ClaimVerdict } from '@singlora/reporting';
import { basisOf } from '@singlora/comparison';
import { hostile, liveIn } from '../page-text.test.support.ts';
import { claimsOf, claimsParts, ledger, type Shown } from '../index-page.ts';
import { withSummary } from './summary.ts';

const own = basisOf([], undefined);
const standIn: Basis = { kind: 'stand-in', with: 'a small model' };

const claim = (verdict?: ClaimVerdict, on: Basis = own): Claim => ({
  id: 'glue/it',
  says: 'It holds.',
  place: 'table 1',
  found: verdict && { verdict, evidence: [{ of: 'a − b', value: '1' }], on },
  see: { title: 't', command: 'c' },
});

const shown = (...claims: Claim[]): Shown => ({
  href: 'glue.html',
  page: { title: 'GLUE', name: 'GLUE', description: '' },
  content: { lede: ['It is so.'], begin: { commands: [] }, recorded: '', sections: [], claims },
});

const verdicts = ['holds', 'only if', 'does not hold', 'undecided'] as const;

const told: [Basis['kind'], Basis, string[]][] = [
  ['own', own, ['reproduced', 'reproduced in part', 'not reproduced', 'undecided']],
  [
    'stand-in',
    standIn,
    [
      'seen in a stand-in',
      'seen in part in a stand-in',
      'not seen in a stand-in',
      'undecided in a stand-in',
    ],
  ],
  ...(['measured', 'derived'] as const).map((kind): [Basis['kind'], Basis, string[]] => [
    kind,
    { kind },
    [
      `${kind}: holds`,
      `${kind}: ${kind === 'measured' ? 'in some cases' : 'under a condition'}`,
      `${kind}: does not hold`,
      `${kind}: undecided`,
    ],
  ]),
];

test.each(told)('verdicts on the basis %s have words of their own', (_, on, words) => {
  const claims = [...verdicts.map((verdict) => claim(verdict, on)), claim()];
  const told = ledger(claimsOf([shown(...claims)])).rows.map(({ cells }) => cells[1]!.text);
  expect(told).toEqual([...words, 'not yet measured']);
});

test('every verdict on every basis has a mark of its own', () => {
  const claims = told.flatMap(([, on]) => verdicts.map((verdict) => claim(verdict, on)));
  const marks = ledger(claimsOf([shown(...claims)])).rows.map(({ cells }) => cells[1]!.mark);
  expect(new Set(marks).size).toBe(16);
});

test('nothing but the rule makes the basis of “reproduced”', () => {
  // @ts-expect-error no literal has this type
  const forged: Basis = { kind: 'own' };
  expect(forged).toEqual(own);
  expect(basisOf([{ badge: 'Stand-in model', sentence: '' }], 'with less')).toEqual({
    kind: 'stand-in',
    with: 'with less',
  });
  expect(basisOf([{ badge: 'bfloat16', sentence: '', isSame: true }], 'x')).toEqual(own);
});

test('what records say stays text', () => {
  const { claims } = claimsParts([shown({ ...claim('holds'), says: hostile, place: hostile })]);
  expect(liveIn(markdown(claims))).toEqual([]);
});

test('each basis is counted by itself', () => {
  const claims = [
    claim('holds'),
    claim('does not hold', standIn),
    claim('undecided', standIn),
    claim('only if', { kind: 'derived' }),
    claim('holds', { kind: 'derived' }),
    claim('does not hold', { kind: 'derived' }),
    claim(),
  ];
  expect(markdown(claimsParts([shown(...claims)])['tally'])).toContain(
    '7 claims: 1 reproduced; 1 not seen and 1 undecided in a stand-in; 3 derived: 1 holds, 1 holds under a condition and 1 does not hold; 1 not yet measured.',
  );
});

test('a reader picks verdicts of the ledger', () => {
  const pages = Array.from({ length: 7 }, () => shown(claim('holds'), claim()));
  const { claims } = claimsParts(pages);
  expect(`${claims}`).toContain('value="holds"> holds (7)');
  expect(`${claims}`.match(/<tr class="none">/g)).toHaveLength(7);
  expect(`${claims}`.match(/<tr class="holds">/g)).toHaveLength(7);
});

test('the summary stands in its place of the README, and nowhere else', () => {
  const readme = 'One.\n\n<!-- summary -->\nold\n<!-- /summary -->\n\nTwo $1.\n';
  const written = withSummary(readme, 'new $& text\n');
  expect(written).toBe(readme.replace('old', () => '\nnew $& text\n'));
  expect(withSummary(written, 'new $& text')).toBe(written);
  expect(() => withSummary('One.', 'new')).toThrow('no place for the summary');
});
