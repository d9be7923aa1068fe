import { glueOutcomes, glueRuns, mechanismOutcome } from '@singlora/comparison';
import type { DifferenceFinding } from '@singlora/records';
import { expect, it } from 'vitest';
import { makeRun } from '../../lab/comparison/src/recorded.test.support.ts';
import { plannedRuns, type Scores } from '../../lab/comparison/src/glue/planned.test.support.ts';
import { verdictOn } from './difference.ts';
import { recordedBy } from '../page-text.test.support.ts';
import { glueFindings, unplannedFindings } from './glue.ts';

/** SingLoRA is two points lower than all others, whatever its start. */
const lower: Scores = ({ method, seed }) =>
  0.7 - (method === 'singlora' ? 0.02 + 0.002 * Math.sin(5 * seed) : 0);

const runsOf = (name: string) => glueRuns(plannedRuns(lower, { name }).map(makeRun)).runs;

const differences = (all: ReturnType<typeof glueFindings>): DifferenceFinding[] =>
  all.findings.filter((one) => one.kind === 'difference');

const opposite = { higher: 'lower', lower: 'higher' } as const;

it('has a finding for every answer of a plan, with the verdict of the plan', () => {
  const outcomes = glueOutcomes(runsOf('top-two'));
  const [outcome] = outcomes;
  const { designs, findings } = glueFindings(outcomes);
  const { primary, secondary, byMeasure, measures, withoutLargest } = outcome!;
  expect(designs.map(({ id }) => id)).toEqual(['glue/top-two']);
  expect(findings.map(({ id }) => id)).toEqual([
    'glue/top-two',
    'glue/top-two/singlora-r16-lora',
    'glue/top-two/singlora-lora-plus',
    'glue/top-two/singlora-dora',
    ...byMeasure.map(({ measures }) => `glue/top-two/${measures.join()}`),
    `glue/top-two/without-${withoutLargest!.name}`,
    ...['singlora-r16-lora', 'singlora-lora-plus', 'singlora-dora'].flatMap((pair) =>
      measures.map(({ name }) => `glue/top-two/${pair}/${name}`),
    ),
  ]);
  const answers = [primary, ...secondary, ...byMeasure];
  expect(findings.map(({ verdict }) => verdict)).toEqual([
    ...answers.map(({ verdict }) => verdict.kind),
    ...Array<string>(1 + secondary.length * measures.length).fill('none'),
  ]);
  expect(differences({ designs, findings }).at(-1)?.given.reservation).toContain('declares');
  expect(findings[0]!.verdict).toBe('lower');
});

it('names the runs of every side and the trials of its rates', () => {
  const runs = runsOf('top-two');
  const [design] = glueFindings(glueOutcomes(runs)).designs;
  const idsOf = (purpose: string) =>
    runs.flatMap((run) => (run.purpose === purpose ? run.record.id : [])).sort();
  expect(design!.sides.flatMap((side) => side.runs).sort()).toEqual(idsOf('result'));
  expect(design!.trials).toEqual(idsOf('trial'));
});

it('is SingLoRA, or its variant, minus the other, whichever way the plan has it', () => {
  const outcome = mechanismOutcome(runsOf('mechanism'));
  const found = differences(glueFindings([outcome]));
  const rivals = ['LoRA', 'LoRA+', 'DoRA'];
  expect(found.filter(({ one }) => rivals.includes(one))).toEqual([]);
  const gap = found.find(({ id }) => id === 'glue/mechanism/singlora-lora')!;
  const planned = outcome.secondary.find(
    ({ candidate, against }) => candidate.method === 'lora' && against.method === 'singlora',
  )!;
  expect(gap.estimate).toBeCloseTo(-planned.effect!.difference, 9);
  expect(gap.interval).toEqual([
    expect.closeTo(-planned.effect!.interval![1], 9),
    expect.closeTo(-planned.effect!.interval![0], 9),
  ]);
  expect(planned.verdict.kind).toBe('higher');
  expect(gap.verdict).toBe(opposite.higher);
  expect(gap.given.ties).toEqual({ one: planned.ties.other, other: planned.ties.one });
});

it('has each pair of runs without a plan, and decides nothing by them', () => {
  const runs = ['lora', 'singlora', 'dora'].map((method) => makeRun({ method, score: 0.7 }));
  const { judged, plans } = recordedBy({ runs }).glue();
  const { designs, findings } = unplannedFindings(judged, plans);
  expect(designs.map(({ id }) => id)).toEqual(['glue/unplanned/mnli/all-minilm-l6-v2/laptop']);
  const found = differences({ designs, findings });
  expect(found.map(({ one, other, verdict }) => [one, other, verdict])).toEqual(
    expect.arrayContaining([['SingLoRA', 'LoRA', 'none']]),
  );
  expect(new Set(found.map(({ id }) => id)).size).toBe(3);
});

it.each<[string, Partial<DifferenceFinding['given']>, DifferenceFinding['verdict']]>([
  ['a reservation', { reservation: 'a run is missing' }, 'none'],
  ['a corrected p-value of its family', { family: 9, corrected: 0.2 }, 'undecided'],
  ['the margin, where it is not significant', { family: 9, corrected: 0.2, margin: 0.1 }, 'equal'],
  ['a rate that ties with the best', { ties: { one: 0, other: 0.1 } }, 'none'],
])('the verdict follows from %s', (_, given, verdict) => {
  const [found] = differences(glueFindings(glueOutcomes(runsOf('top-two'))));
  expect(verdictOn(found!).kind).toBe('lower');
  expect(verdictOn({ ...found!, given: { ...found!.given, ...given } }).kind).toBe(verdict);
});
