import { glueOutcomes, glueRuns, otherRatesOf, tieOutcome } from '@singlora/comparison';
import { expect, it } from 'vitest';
import { makeRun } from '../../../packages/comparison/src/recorded.test.support.ts';
import { plannedRuns } from '../../../packages/comparison/src/glue/planned.test.support.ts';
import { planAdvice } from './advice.ts';

/** Runs of plans in which SingLoRA scores this many points above LoRA, with this spread over seeds. */
const runsOf = (
  points: number,
  { noise = 0.1, seeds = 10, names = ['top-two'] as readonly string[] } = {},
) =>
  names.flatMap((name) =>
    plannedRuns(
      ({ method, seed }) =>
        0.7 + (method === 'singlora' ? (points + noise * Math.sin(5 * seed)) / 100 : 0),
      { name, seeds, chosen: 3e-3 },
    ),
  );
const advice = (...args: Parameters<typeof runsOf>) => adviceOf(runsOf(...args));
const adviceOf = (runs: ReturnType<typeof runsOf>) =>
  planAdvice(glueOutcomes(glueRuns(runs.map(makeRun)).runs));
const title = 'MiniLM, last two layers';

it.each([
  [-2, 'Take LoRA, which scores more than SingLoRA. SingLoRA − LoRA:', '−2.0'],
  [2, 'Take SingLoRA, which scores more than LoRA. SingLoRA − LoRA:', '+2.0'],
  [0, 'Take either of SingLoRA and LoRA, which score alike. SingLoRA − LoRA:', ''],
])('is by the verdict of a complete plan: %d points', (points, says, difference) => {
  const [method, ...rest] = advice(points);
  const found = `${title}, mean of 6 tasks: ${difference}`;
  expect(method).toEqual({ says, because: [expect.stringContaining(found)] });
  expect(rest).toEqual([
    {
      says: `Search the learning rate around these, best in trials (${title}):`,
      because: ['LoRA: 3e-3 (on 6 of 6 tasks)', 'SingLoRA: 3e-3 (on 6 of 6 tasks)'],
    },
  ]);
});

it('says nothing of the method where the plan decides nothing', () => {
  expect(advice(1, { noise: 9 }).map(({ says }) => says)).toEqual([
    expect.stringMatching(/^Search the learning rate /),
  ]);
});

it('is none by a plan that is not complete', () => {
  expect(advice(-2, { seeds: 9 })).toEqual([]);
});

it('is one for plans that agree, with the difference of the first', () => {
  const [method, ...rest] = advice(-2, { names: ['top-two', 'qqp'] });
  expect(method).toEqual({
    says: 'Take LoRA, which scores more than SingLoRA. SingLoRA − LoRA:',
    because: [expect.stringMatching(/^MiniLM, last two layers, mean of 6 tasks: −2\.\d/)],
  });
  expect(rest).toHaveLength(1);
});

it('says in how many designs, where another one decides nothing', () => {
  const [method] = adviceOf([...runsOf(-2), ...runsOf(-1, { noise: 9, names: ['all-layers'] })]);
  expect(method?.says).toBe(
    'Take LoRA, which scores more than SingLoRA in 1 of 2 designs. SingLoRA − LoRA:',
  );
  expect(method?.because).toHaveLength(1);
});

it('is one for plans that do not agree, with what each design found', () => {
  const [method, ...rest] = adviceOf([
    ...runsOf(-2),
    ...runsOf(2, { names: ['mpnet'] }),
    ...runsOf(0, { names: ['qqp'] }),
  ]);
  expect(method).toEqual({
    says: 'Take the one that scores more in a design like yours. LoRA scores more than SingLoRA in 1 of 3 designs. SingLoRA scores more than LoRA in 1 of 3 designs. SingLoRA and LoRA score alike in 1 of 3 designs. SingLoRA − LoRA:',
    because: [
      expect.stringMatching(/^MiniLM, last two layers, mean of 6 tasks: −2\.0/),
      expect.stringMatching(/^MPNet, last three layers, mean of 6 tasks: .*\+2\.0/),
      expect.stringMatching(/^QQP: MiniLM, last two layers: /),
    ],
  });
  expect(rest).toHaveLength(1);
});

it('says what is left without the task with the largest difference, where that has none at another rate', () => {
  const singlora = (points: number, seed: number) =>
    0.7 + (points + 0.1 * Math.sin(5 * seed)) / 100;
  const plans = glueOutcomes(
    glueRuns(
      plannedRuns(
        ({ method, task, seed }) =>
          method === 'singlora' ? singlora(task === 'qnli' ? -7 : -1, seed) : 0.7,
        { chosen: 3e-3 },
      ).map(makeRun),
    ).runs,
  );
  const again = (points: number, chosen = 0.01) =>
    planAdvice(
      plans,
      otherRatesOf(plans, [
        tieOutcome(
          glueRuns(
            plannedRuns(({ method, seed }) => (method === 'lora' ? 0.7 : singlora(points, seed)), {
              name: 'tie',
              chosen,
              rightOf: ({ method }) => (method === 'lora' ? 70 : 70 + points),
            }).map(makeRun),
          ).runs,
        ),
      ]),
    )[0];
  expect(again(0)?.because).toEqual([
    expect.stringMatching(/: −2\.0\d /),
    expect.stringMatching(/^Without QNLI: −1\.0\d points \(95% [^)]*\), 10 seeds$/),
    'QNLI alone, with SingLoRA at rate 0.01: 0.00 points (95% 0.00 to 0.00), 30 seeds',
  ]);
  for (const other of [again(-7), again(0, 3e-3), planAdvice(plans)[0]])
    expect(other?.because).toHaveLength(1);
});
