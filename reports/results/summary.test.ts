import { expect, test } from 'vitest';
import type { Basis, Claim, ClaimVerdict } from '@singlora/reporting';
import { basisOf } from '@singlora/comparison';
import { hostile, liveIn } from '../page-text.test.support.ts';
import { briefEvidence, claimsOf, indexPage, ledger, type Shown } from '../index-page.ts';
import { summaryOf } from './summary.ts';

const own = basisOf([], undefined);
const standIn: Basis = { kind: 'stand-in', with: 'a small model' };

const claim = (verdict?: ClaimVerdict, on: Basis = own): Claim => ({
  id: 'glue/it',
  says: 'It holds.',
  place: 'table 1',
  found: verdict && { verdict, evidence: 'e', on },
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
  const text = summaryOf([shown(...claims)], () => 'The finding.');
  const rows = text.split('\n').filter((line) => line.startsWith('| It holds. |'));
  const told = rows.map((line) => line.split(' | ').at(-1)?.replace(' |', ''));
  expect(told).toEqual([...words, 'not yet measured']);
  expect(text).toContain('\n\n- [GLUE](docs/results/glue.md): The finding.\n\n');
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
  const text = summaryOf([shown({ ...claim('holds'), says: hostile, place: hostile })], () => '');
  expect(liveIn(text)).toEqual([]);
  expect(text).toContain('\\<img src=x');
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
  expect(summaryOf([shown(...claims)], () => '')).toContain(
    '7 claims: 1 reproduced; 1 not seen and 1 undecided in a stand-in; 3 derived: 1 holds, 1 holds under a condition and 1 does not hold; 1 not yet measured.',
  );
});

test.each([
  [
    'A rule means: it is so. One − other = −1.38 points, 10 seeds; another.',
    /^A rule .* 10 seeds …$/,
  ],
  ['SingLoRA − LoRA = −0.64 points (95% −1.04 to −0.24), lower; more.', / lower …$/],
  ['One clause with 1 number.', /number\.$/],
  ['No number; none.', /none\.$/],
])('of evidence the first clause with a number stands in the ledger: %s', (evidence, told) => {
  expect(briefEvidence(evidence)).toMatch(told);
});

test('the start page has at most five sentences, and lets a reader pick verdicts', async () => {
  const pages = Array.from({ length: 7 }, (_, i) => ({
    ...shown(claim('holds'), claim()),
    href: `${i}.html`,
  }));
  const { lede, sections } = await indexPage.show(pages);
  expect(lede).toHaveLength(5);
  const [claims] = sections.flatMap((section) => section || []);
  expect(`${claims!.body}`).toContain('value="holds"> holds (7)');
  expect(`${claims!.body}`.match(/<tr class="none">/g)).toHaveLength(7);
  expect(`${claims!.body}`.match(/<tr class="holds">/g)).toHaveLength(7);
});

test('it begins with what to do, where a page advises something', () => {
  const page = shown(claim());
  const advising = {
    ...page,
    content: { ...page.content, advice: [{ says: 'Take one.', because: ['A: +1', 'B: +2'] }] },
  };
  const textOf = () => 'The finding.';
  expect(summaryOf([advising], textOf)).toContain(
    'ours.\n\nWhat to do:\n\n- Take one.\n  - A: +1\n  - B: +2\n\nWhat was found:\n\n- [',
  );
  expect(summaryOf([page], textOf)).not.toContain('What to do');
});

test('the start page begins with the page that has a headline', async () => {
  const [one, other] = [shown(claim()), { ...shown(claim()), href: 'other.html' }];
  const headed = { ...other, content: { ...other.content, headline: 'its picture' } };
  const { lede, picture } = await indexPage.show([one, headed]);
  expect(`${lede[0]}`).toContain('other.html');
  expect(picture).toBe('its picture');
});
