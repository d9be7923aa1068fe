import { expect, it } from 'vitest';
import { designWord, type RunData } from '../runs-view.ts';
import { searchable, searched, sortedByField } from './run-search.ts';

const runOf = (id: string, change: Partial<RunData> = {}) =>
  searchable({
    id,
    label: `glue · ${id}`,
    experiment: 'glue',
    status: 'finished',
    again: { title: '', command: '' },
    started: '2026-01-02',
    facts: [],
    artifacts: [],
    curves: {},
    ...change,
  });
const all = [
  runOf('a', {
    facts: [
      ['result', [['dev/accuracy', 0.8]]],
      [
        'configuration',
        [
          ['adapter.r', 8],
          ['status', 'hidden'],
        ],
      ],
      ['packages', [['node', '22']]],
    ],
  }),
  runOf('b', {
    error: 'No room',
    facts: [
      ['result', [['dev/accuracy', 0.6]]],
      ['configuration', ''],
    ],
  }),
  runOf('c', { tags: ['kept'], facts: [['result', [['dev/accuracy', 'NaN']]]] }),
  runOf('d', { status: 'failed' }),
];
const idsOf = (some: typeof all) => some.map(({ run }) => run.id).join('');

it.each([
  ['GLUE', 'abcd'],
  ['no  room', 'b'],
  ['kept', 'c'],
  ['rank=8', 'a'],
  ['r!=8', ''],
  ['accuracy>0.7', 'a'],
  ['accuracy > 0.7 rank = 8', 'a'],
  ['accuracy<=.6 status=Finished', 'b'],
  ['status=failed,finished', 'abcd'],
  ['status!=failed,finished', ''],
  ['node=22', ''],
  ['toString=1', ''],
])('finds by %s', (search, ids) => {
  expect(idsOf(all.filter(searched(search)))).toBe(ids);
});

it('finds the runs of a design, and not those of one whose name begins alike', () => {
  const own = ['glue/one', 'glue/one-more'].map((id, at) => runOf(`${at}`, { designs: [id] }));
  expect(idsOf(own.filter(searched(designWord('glue/one'))))).toBe('0');
});

it('sorts numbers, then texts, then what has neither, either way', () => {
  expect(idsOf(sortedByField(all, 'dev/accuracy', true))).toBe('abcd');
  expect(idsOf(sortedByField(all, 'dev/accuracy', false))).toBe('bacd');
  expect(idsOf(sortedByField(all, 'run', true))).toBe('dcba');
});
