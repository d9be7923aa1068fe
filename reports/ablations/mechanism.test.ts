import { glueRuns, mechanismOutcome, tieOutcome } from '@singlora/comparison';
import type { ScoresRecord } from '@singlora/records';
import type { Evidence } from '@singlora/reporting';
import { describe, expect, it } from 'vitest';
import { makeRun } from '../../lab/comparison/src/recorded.test.support.ts';
import { plannedRuns, type Planned } from '../../lab/comparison/src/glue/planned.test.support.ts';
import { mechanismEvidence } from './mechanism-answer.ts';
import { mechanismChart, startDecision } from './mechanism.ts';
import { tieDecision, tieEvidence } from './tie.ts';

/** The score of each adapter above SingLoRA's, in points, by its method and start. */
type Scores = Readonly<Record<string, number>>;

const armOf = ({ method, start }: Planned) => (start ? `${method} ${start.dist}` : method);

const runsOf = (scores: Scores, { name = 'mechanism', seeds = Infinity, noise = 0.2 } = {}) =>
  plannedRuns(
    (one) => {
      const arm = armOf(one);
      return 0.7 + ((scores[arm] ?? 0) + noise * Math.sin(5 * one.seed + arm.length)) / 100;
    },
    { name, seeds },
  );
const outcomeOf = (scores: Scores, options = {}) =>
  mechanismOutcome(glueRuns(runsOf(scores, options).map(makeRun)).runs);
const tieOf = (scores: Scores, options = {}) =>
  tieOutcome(glueRuns(runsOf(scores, { name: 'tie', ...options }).map(makeRun)).runs);
const verdict = (scores: Scores, options = {}) =>
  startDecision(outcomeOf(scores, options))?.verdict;

const lora = { lora: 3 };
const subtracted = 'singlora subtracted';
const principal = 'singlora principal';

describe('the random start is the mechanism', () => {
  it.each([
    ['it gives back more than half, by both starts', { [subtracted]: 2, [principal]: 2 }, 'holds'],
    ['it gives back more than half, and untied too', { [subtracted]: 2 }, 'holds'],
    ['it gives back less than half', { [subtracted]: 1.2, [principal]: 1.2 }, 'does not hold'],
    ['it gives back nothing', {}, 'does not hold'],
    ['it takes points', { [subtracted]: -2 }, 'does not hold'],
    [
      'neither the other start nor untied bears it out',
      { [subtracted]: 2, 'untied-singlora': 3 },
      'undecided',
    ],
  ])('by the plan: %s', (_, scores, wanted) => {
    expect(verdict({ ...lora, ...scores })).toBe(wanted);
  });

  it('is not asked where there is no gap', () => {
    expect(verdict({ [subtracted]: 2, [principal]: 2 })).toBe('undecided');
  });

  it('is undecided by some of the planned seeds, and where seeds differ much', () => {
    const scores = { ...lora, [subtracted]: 2, [principal]: 2 };
    expect(verdict(scores, { seeds: 9 })).toBe('undecided');
    expect(verdict(scores, { noise: 9 })).toBe('undecided');
    expect(mechanismEvidence(outcomeOf(scores, { seeds: 9 }), ['gap'])).toEqual([
      expect.objectContaining({ verdict: 'no verdict (4 planned results to come)' }),
    ]);
  });

  it('says nothing where nothing is measured', () => {
    expect(startDecision(mechanismOutcome([]))).toBeUndefined();
  });
});

describe('the tie is the mechanism', () => {
  const untied = 'untied-singlora';
  it.each<[string, Scores, string]>([
    ['untying gives the whole gap', { lora: 1, [untied]: 1 }, 'holds'],
    ['it gives more than the gap', { lora: 1, [untied]: 3 }, 'holds'],
    ['it gives a part of the gap', { lora: 3, [untied]: 1.5 }, 'undecided'],
    ['there is no gap', { [untied]: 1 }, 'undecided'],
    ['it gives nothing', { lora: 1 }, 'does not hold'],
    ['it takes points', { lora: 1, [untied]: -1 }, 'does not hold'],
  ])('by the plan: %s', (_, scores, wanted) => {
    expect(tieDecision(tieOf(scores))?.verdict).toBe(wanted);
  });

  it('is undecided by some of the planned seeds, and where seeds differ much', () => {
    const scores = { lora: 1, [untied]: 1 };
    expect(tieDecision(tieOf(scores, { seeds: 29 }))?.verdict).toBe('undecided');
    expect(tieDecision(tieOf(scores, { noise: 30 }))?.verdict).toBe('undecided');
  });

  it('is judged by its own seeds, the mechanism by its own, with the trials of both', () => {
    const runs = [
      ...runsOf({ lora: 1, [untied]: 1 }, { name: 'tie' }),
      ...runsOf({ ...lora, [subtracted]: 2 }),
    ];
    const all = glueRuns(runs.map(makeRun)).runs;
    for (const outcome of [mechanismOutcome(all), tieOutcome(all)])
      expect([outcome.departures.size, outcome.missing.length]).toEqual([0, 0]);
    const [, { of, value }] = tieEvidence(tieOutcome(all)) as [Evidence, Evidence];
    expect(`${of}: ${value}`).toMatch(/^Gap: .*\+1\.0\d/);
    expect(mechanismEvidence(mechanismOutcome(all), ['gap'])[0]?.value).toMatch(/^\+3\.0\d/);
  });

  it.each([
    ['repeated', 0.9],
    ['not repeated', -0.9],
    ['not repeated', 0],
  ])('is %s in PyTorch by %d points', (verdict, points) => {
    const scoresOf = (method: string, score: number): ScoresRecord => ({
      kind: 'scores',
      case: '',
      title: '',
      command: '',
      measuredAt: '2026-01-01T00:00:00Z',
      version: 2,
      code: { commit: '', dirty: false },
      by: 'torch 2',
      plan: 'tie',
      machine: { cpu: '', cores: 1, memoryBytes: 1, system: '', node: '' },
      task: 'qnli',
      method,
      rank: 8,
      learningRate: 1e-3,
      seeds: [200, 201, 202].map((seed) => ({
        seed,
        scores: { 'validation/accuracy': score + 0.001 * Math.sin(seed * method.length) },
      })),
    });
    const records = [scoresOf(untied, 0.7 + points / 100), scoresOf('singlora', 0.7)];
    const outcome = tieOf({ lora: 1, [untied]: 1 });
    expect(tieEvidence(outcome, records).slice(3)).toEqual([
      { of: 'QNLI in PyTorch, torch 2', value: expect.stringContaining('3 seeds'), verdict },
    ]);
    expect(tieEvidence(outcome, records.slice(1))).toHaveLength(3);
  });

  it('says nothing where nothing is measured', () => {
    expect(tieDecision(tieOutcome([]))).toBeUndefined();
  });
});

it('draws every difference and two on each task', () => {
  const outcome = outcomeOf({ ...lora, [subtracted]: 2, [principal]: 2 });
  expect(mechanismChart(outcome)?.description.split('; ')).toHaveLength(8 + 2 * 2);
});

it('takes the runs of the six adapters apart by their starts', () => {
  const { measures, departures, missing } = outcomeOf({ ...lora, [subtracted]: 2 });
  expect([departures.size, missing.length]).toEqual([0, 0]);
  for (const { setting } of measures) expect(setting?.variants).toHaveLength(6);
});
