import { gluePlans, plannedTraining } from '@singlora/records';
import { describe, expect, it } from 'vitest';
import { makeRun, type Change } from '../recorded.test.support.ts';
import { standsAt, verdictText } from '../verdict.ts';
import { departureOf } from './departure.ts';
import { plannedRuns, type Scores } from './planned.test.support.ts';
import { glueOutcomes, judgedByPlans } from './planned-runs.ts';
import { glueRuns } from './run.ts';

const outcomeOf = (...runs: readonly Change[]) => {
  const [first] = glueOutcomes(glueRuns(runs.map(makeRun)).runs);
  return first!;
};
/** The runs of the primary comparison alone. */
const primaryRuns = (scores: Scores, how: Parameters<typeof plannedRuns>[1] = {}) =>
  plannedRuns(scores, { ...how, primary: true });
const verdict = (...runs: readonly Change[]) => verdictText(outcomeOf(...runs).primary.verdict);

const even: Scores = () => 0.7;
/** SingLoRA at rank 8 this much above the others, with a small spread over seeds. */
const shifted =
  (by: number): Scores =>
  ({ method, rank, seed }) =>
    0.7 + (method === 'singlora' && rank === 8 ? by + 0.002 * Math.sin(5 * seed) : 0);

describe('the primary comparison', () => {
  it('is equal where the whole interval lies within the margin', () => {
    expect(verdict(...primaryRuns(even))).toBe('equal within ±0.5');
  });

  it('is told apart where the interval excludes zero, with its size', () => {
    expect(verdict(...primaryRuns(shifted(0.02)))).toBe('higher');
    expect(verdict(...primaryRuns(shifted(-0.02)))).toBe('lower');
    expect(verdict(...primaryRuns(shifted(0.003)))).toBe(
      'higher (by less than the margin of ±0.5)',
    );
  });

  it('is undecided where the interval holds zero and leaves the margin', () => {
    const wide: Scores = ({ method, seed }) =>
      0.7 + (method === 'singlora' ? 0.03 * Math.sin(7 * seed) : 0);
    expect(verdict(...primaryRuns(wide))).toMatch(/^undecided \(needs ±\d\.\d\d to decide\)$/);
  });

  it('is the mean over the tasks, seed by seed, on one degree of freedom less than seeds', () => {
    const { effect } = outcomeOf(...primaryRuns(shifted(0.02))).primary;
    const differences = Array.from({ length: 10 }, (_, seed) => 0.02 + 0.002 * Math.sin(5 * seed));
    const mean = differences.reduce((sum, next) => sum + next, 0) / 10;
    const error = Math.sqrt(
      differences.reduce((sum, next) => sum + (next - mean) ** 2, 0) / 9 / 10,
    );
    expect(effect!.difference).toBeCloseTo(mean, 12);
    expect(effect!.interval![1]).toBeCloseTo(mean + 2.262157162740992 * error, 10); // t(9)
  });

  it('covers the scored rows, whose variances add up over the square of the number of tasks', () => {
    const runs = primaryRuns(shifted(0.02), {
      rightOf: ({ method }) => (method === 'singlora' ? 75 : 70),
    });
    const { primary, byMeasure } = outcomeOf(...runs);
    const rows = byMeasure.map(({ effect }) => effect!);
    const seeds = outcomeOf(...primaryRuns(shifted(0.02))).primary.effect!.standardError!;
    const variance = rows.reduce((sum, one) => sum + one.standardError! ** 2 - seeds ** 2, 0) / 36;
    expect(variance).toBeGreaterThan(0);
    expect(primary.effect!.standardError).toBeCloseTo(Math.sqrt(seeds ** 2 + variance), 10);
  });

  it('has no verdict where all seeds differ alike, so that nothing spreads', () => {
    const alike: Scores = ({ method, rank }) => (method === 'singlora' && rank === 8 ? 0.72 : 0.7);
    expect(verdict(...primaryRuns(alike))).toBe(
      'no verdict (the seeds leave no spread to judge by)',
    );
  });

  it('has no verdict where predictions are not recorded', () => {
    const runs = primaryRuns(even).map((run, index) =>
      index === 0 ? { ...run, predicted: undefined } : run,
    ) as Change[];
    expect(verdict(...runs)).toBe(
      'no verdict (predictions row by row are not recorded for all of its runs)',
    );
  });
});

describe('the level', () => {
  /** SingLoRA at rank 8 above the others on some tasks, by t standard errors over ten seeds. */
  const apart =
    (t: number, on: (task: string) => boolean = () => true): Scores =>
    ({ method, rank, task, seed }) =>
      0.7 + (method === 'singlora' && rank === 8 && on(task) ? 0.01 * (t / 3 + (-1) ** seed) : 0);

  // scipy.stats.t.isf(0.05 / 2, 9) = 2.26216
  it.each([
    [2.26, 'undecided'],
    [2.265, 'higher'],
    [-2.26, 'undecided'],
    [-2.265, 'lower'],
  ])('of the primary comparison is one in twenty: %s standard errors are %s', (t, kind) => {
    const { effect, verdict: is } = outcomeOf(...primaryRuns(apart(t))).primary;
    expect(effect!.difference / effect!.standardError!).toBeCloseTo(t, 9);
    expect(is.kind).toBe(kind);
    const [low, high] = effect!.interval!;
    expect(low > 0 || high < 0).toBe(kind !== 'undecided');
  });

  // scipy.stats.t.isf(0.05 / 9 / 2, 9) = 3.62187
  it.each([
    [3.62, 'undecided'],
    [3.625, 'higher'],
    [-3.625, 'lower'],
  ])('of a family of nine is one in twenty for all of it: %s standard errors are %s', (t, kind) => {
    const { byMeasure } = outcomeOf(...plannedRuns(apart(t, (task) => task === 'cola')));
    expect(byMeasure[0]!.verdict.kind).toBe(kind);
  });
});

it.each([
  [0.02, 'higher', true, false],
  [-0.02, 'lower', false, true],
] as const)('%d on each task is shown there as %s: more %s, less %s', (by, finding, more, less) => {
  const plan = outcomeOf(...plannedRuns(shifted(by)));
  const own = judgedByPlans([plan]).filter((one) => one.verdict.kind !== 'none');
  expect(own.map((one) => one.verdict.kind)).toEqual(Array.from({ length: 6 }, () => finding));
  const { verdict: is } = plan.byMeasure[0]!;
  expect([standsAt(is, 1), standsAt(is, -1)]).toEqual([more, less]);
});

describe('without all of its runs', () => {
  it('has no verdict on fewer than five seeds, nor while a planned seed is missing', () => {
    expect(verdict(...primaryRuns(shifted(0.02), { seeds: 1 }))).toBe(
      'no verdict (1 of 5 seeds needed)',
    );
    expect(verdict(...primaryRuns(shifted(0.02), { seeds: 3 }))).toBe(
      'no verdict (3 of 5 seeds needed)',
    );
    expect(verdict(...primaryRuns(shifted(0.02), { seeds: 9 }))).toBe(
      'no verdict (12 planned results to come)',
    );
  });

  it('names the missing runs; a comparison that has all of its own is judged', () => {
    const some = plannedRuns(shifted(0.02)).filter(
      ({ method, config, seed }) =>
        !(method === 'dora' && config?.['task'] === 'sst2' && seed === 4),
    );
    const { missing, primary, secondary } = outcomeOf(...some);
    expect(missing).toEqual([
      { method: 'dora', rank: 8, measure: 'sst2', title: 'SST-2', seeds: [4] },
    ]);
    expect(primary.verdict.kind).toBe('higher');
    expect(secondary.map(({ verdict: { kind } }) => kind)).toEqual(['equal', 'higher', 'none']);
    // The seeds that have results on all tasks.
    expect(secondary[2]!.effect!.pairs).toHaveLength(9);
    expect(secondary[2]!.effect!.difference).toBeCloseTo(0.02, 2);
  });

  it('counts a run that did not finish as missing', () => {
    const runs = plannedRuns(even).map((run, index) =>
      index === 0 ? { ...run, status: 'failed' as const } : run,
    );
    expect(outcomeOf(...runs).missing).toHaveLength(1);
  });
});

describe('the family', () => {
  it('is the plan’s: secondary means, and the primary comparison on each task', () => {
    const { family, byMeasure } = outcomeOf(...plannedRuns(even));
    expect(family).toBe(9);
    expect(byMeasure.map(({ measures: [task] }) => task)).toEqual([
      'cola',
      'sst2',
      'mrpc',
      'stsb',
      'qnli',
      'mnli',
    ]);
  });

  it('counts what may not be judged as no difference, however small its p-value', () => {
    // On SST-2 alone p is 0.0059 (t = 3.6, 9 degrees of freedom): no difference times 9, but one times 8.
    const two: Scores = ({ method, rank, task, seed }) => {
      const t = { cola: 1000, sst2: 3.6 }[task as string];
      const isOurs = method === 'singlora' && rank === 8;
      return 0.7 + (isOurs && t !== undefined ? 0.0001 * (t / 3 + (-1) ** seed) : 0);
    };
    const lacking = plannedRuns(two).filter(
      ({ method, seed, config }) =>
        !(method === 'singlora' && seed === 9 && config?.['task'] === 'cola'),
    );
    const [cola, sst2] = outcomeOf(...lacking).byMeasure;
    expect(cola!.effect!.pValue).toBeLessThan(1e-9);
    expect(cola!.verdict.kind).toBe('none');
    expect(sst2!.corrected).toBeCloseTo(9 * sst2!.effect!.pValue!, 10);
  });

  it('does not change with what else lies in the database', () => {
    const runs = plannedRuns(shifted(0.004));
    const others = Array.from({ length: 40 }, (_, index): Change => ({
      experiment: index % 2 ? 'mnli' : 'rank',
      method: index % 3 ? 'lora' : 'singlora',
      seed: index % 10,
      score: 0.3 + 0.01 * index,
      config: { trainRows: 100 + index },
    }));
    const told = (...all: readonly Change[]) => {
      const { primary, secondary, byMeasure } = outcomeOf(...all);
      return [primary, ...secondary, ...byMeasure].map(({ verdict: is, corrected, effect }) => ({
        is,
        corrected,
        interval: effect!.interval,
        pairs: effect!.pairs,
      }));
    };
    expect(told(...others, ...runs, ...others)).toEqual(told(...runs));
  });
});

/** The configuration with these changes, some of them to its adapter. */
const withAdapter = (
  config: Change['config'],
  { adapter, ...changes }: Record<string, unknown>,
) => ({
  ...config,
  ...changes,
  adapter: { ...(config?.['adapter'] as object), ...(adapter as object) },
});

describe('runs that count', () => {
  const [first] = primaryRuns(shifted(0.02), { seeds: 1 });
  it.each([
    ['two steps', { maxSteps: 2 }, /max steps 2, not none/],
    ['random weights', { model: '/tmp/random' }, /model \/tmp\/random/],
    ['other layers', { adaptLayers: 'all' }, /adapt layers all, not 2/],
    ['some dev rows', { evalRows: 100 }, /eval rows 100/],
    ['another precision', { precision: 'bfloat16' }, /precision bfloat16, not float32/],
    ['a given rate', { search: null }, /a rate that was given/],
    ['another scale', { adapter: { lora_alpha: 1 } }, /alpha 1, not/],
    ['some modules', { adapter: { target_modules: ['value'] } }, /targets value, not default/],
    [
      'another optimiser',
      { optimiser: { ...plannedTraining.optimiser, beta1: 0 } },
      /betas 0, 0.99, not 0.9, 0.99/,
    ],
    ['another ramp', { adapter: { ramp: { fraction: 0.5 } } }, /ramp 0.5, not 0.01/],
    [
      'another start',
      { adapter: { init: { dist: 'normal', fan: 'width' } } },
      /init dist normal, fan width/,
    ],
    ['another ratio', { adapter: { loraplus_lr_ratio: 1 } }, /lr ratio 1, not 16/],
  ])('are as planned: not %s', (_, changes, why) => {
    const [run] = glueRuns([
      makeRun({ ...first, config: withAdapter(first!.config, changes) }),
    ]).runs;
    const plan = gluePlans['top-two'];
    expect(departureOf(plan, 'cola', plan.tasks.cola!, run!)).toMatch(why);
  });

  it.each([
    ['training', { trainRows: 60 }, 'trained on 60 rows, not 5,749'],
    ['dev', { 'validation/rows': 20 }, 'scored on 20 rows, not 1,500'],
  ])('have all of the %s rows that the plan asks for', (_, summary, why) => {
    const runs = primaryRuns(shifted(0.02)).map((run) =>
      run.config?.['task'] === 'stsb' ? { ...run, summary: { ...run.summary, ...summary } } : run,
    );
    const { primary, departures } = outcomeOf(...runs);
    expect(primary.verdict.kind).toBe('none');
    expect([...departures.keys()]).toEqual([why]);
  });

  it('are the newest where a plan was run again with another search', () => {
    const again = primaryRuns(shifted(-0.02), { rates: [3e-4, 1e-3, 3e-3, 1e-2, 3e-2] });
    expect(verdict(...again, ...primaryRuns(shifted(0.02)))).toBe('lower');
  });
});

describe('the search for rates', () => {
  const why = (...runs: readonly Change[]) => outcomeOf(...runs).primary.verdict.detail;

  it('is to go on while the best rate lies at an edge', () => {
    expect(why(...primaryRuns(shifted(0.02), { chosen: 1e-2 }))).toBe(
      'CoLA, SingLoRA: its rate is the lowest or the highest that was tried, and the plan searches on',
    );
    const wider = primaryRuns(shifted(0.02), {
      chosen: 1e-2,
      rates: [3e-4, 1e-3, 3e-3, 1e-2, 3e-2],
    });
    expect(verdict(...wider)).toBe('higher');
  });

  it('is to be recorded, with every planned trial', () => {
    const runs = primaryRuns(shifted(0.02));
    const isTrial = ({ config }: Change) => config?.['purpose'] === 'trial';
    expect(why(...runs.filter((run) => !isTrial(run)))).toBe(
      'CoLA, SingLoRA: the trials of its rate are not recorded',
    );
    const [first] = runs.filter(isTrial);
    expect(why(...runs.filter((run) => run !== first))).toBe(
      'CoLA, LoRA: not every trial that its search names is recorded',
    );
  });
});

describe('runs that diverged', () => {
  it('count as the most frequent answer, and are in every mean', () => {
    const three: Scores = ({ method, rank, seed }) =>
      method === 'singlora' && rank === 8 && seed < 3 ? NaN : 0.7;
    const { primary, measures } = outcomeOf(...primaryRuns(three));
    const found = primary.effect!.pairs.map(({ difference }) => Number(difference.toFixed(9)));
    expect(found).toEqual([-0.35, -0.35, -0.35, ...Array.from({ length: 7 }, () => 0)]);
    expect(measures[0]!.sideOf({ method: 'singlora', rank: 8 })).toMatchObject({
      diverged: [0, 1, 2],
    });
  });
});

describe('the floor', () => {
  const floor = 0.35;
  it('leaves nothing to compare where neither learned', () => {
    const none: Scores = ({ seed }) => floor + 0.001 * Math.sin(3 * seed);
    expect(verdict(...primaryRuns(none))).toBe('no verdict (nothing was learned)');
  });

  it('leaves a mean undecided where neither learned one of its tasks, and the other tasks as they are', () => {
    const but: Scores = ({ task, method, seed }) =>
      task === 'cola'
        ? floor + 0.001 * Math.sin(3 * seed)
        : 0.7 +
          0.001 * Math.sin(method === 'lora' ? 3 * seed : 5 * seed) +
          (method === 'lora' ? 0 : 0.02);
    const { primary, byMeasure } = outcomeOf(...primaryRuns(but));
    expect(verdictText(primary.verdict)).toBe('no verdict (nothing was learned on CoLA)');
    expect(byMeasure.map(({ measures, verdict: { kind } }) => [measures[0], kind])).toContainEqual([
      'cola',
      'none',
    ]);
    expect(byMeasure.filter(({ verdict: { kind } }) => kind === 'higher')).toHaveLength(5);
  });

  it('leaves nothing to compare where each learned half of the tasks, and neither the mean', () => {
    const half: Scores = ({ task, method, seed }) =>
      (method === 'lora') === ['cola', 'mrpc', 'qnli'].includes(task)
        ? floor + 0.001
        : floor + 0.05 * Math.sin(2 * seed);
    const { primary, byMeasure } = outcomeOf(...primaryRuns(half));
    expect(verdictText(primary.verdict)).toBe('no verdict (nothing was learned)');
    for (const { effect } of byMeasure) expect(effect!.unlearned).toHaveLength(1);
  });

  it('is a difference where one of the two learned', () => {
    const one: Scores = ({ method, seed }) =>
      method === 'lora' ? floor + 0.001 * Math.sin(3 * seed) : 0.7;
    expect(verdict(...primaryRuns(one))).toBe('higher (LoRA is not above the floor)');
  });
});
