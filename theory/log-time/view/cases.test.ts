import { expect, it } from 'vitest';
import type { CheckRun } from '../../report/view.ts';
import type { record } from '../record.ts';
import { casesOf, stays } from './cases.ts';
import view from './index.ts';

type Run = CheckRun<typeof record>;

/** Two widths, two seeds and two recorded steps, with equal losses except in one training. */
const run = (
  method: string,
  losses: (number | null)[],
  diverged: number | null = null,
  { optimiser = 'gd', constant = 0.5 } = {},
) =>
  ({
    config: {
      method,
      optimiser,
      constants: [constant],
      widths: [64, 128],
      seeds: [0, 1],
      steps: [10, 20],
    },
    result: {
      cells: [64, 128].map((width) => ({
        constant,
        width,
        losses: losses.map((loss) => [loss, width === 64 ? 0.1 : loss]),
        diverged: [width === 64 ? diverged : null, null],
      })),
    },
  }) as unknown as Run;

it.each([
  ['falls to half and stays', [0.5, 0.2], null, true],
  ['falls to half and diverges in one training', [0.4, 0.2], 15, false],
  ['has not fallen to half everywhere', [0.9, 0.51], null, undefined],
] as const)('a constant at which training %s', (_, losses, diverged, is) => {
  const [one] = casesOf([run('singlora', [...losses], diverged)]);
  expect(stays(one!)).toBe(is);
});

it('is open at one width, which does not say how it goes on', () => {
  const [one] = casesOf([run('singlora', [0.5, 0.2])]);
  expect(stays({ ...one!, widths: 1 })).toBeUndefined();
  expect(stays({ ...one!, widths: 1, diverged: [15] })).toBe(false);
});

it('is told with when it was halved, the largest loss and the steps of those that diverged', () => {
  expect(casesOf([run('lora', [0.6, 0.3])])[0]).toMatchObject({
    trainings: 4,
    halved: 20,
    loss: 0.3,
  });
  expect(casesOf([run('lora', [0.6, null], 17)])[0]).toMatchObject({
    diverged: [17],
    loss: null,
    halved: null,
  });
});

it('judges SingLoRA alone, and beside LoRA where that stays', () => {
  const runs = [run('singlora', [0.4, null], 15), run('lora', [0.4, 0.1])];
  const [alone, beside] = view.claims!.map((claim) => claim.judge(runs)?.verdict);
  expect([alone, beside]).toEqual(['does not hold', 'does not hold']);
  const neither = [run('singlora', [0.4, null], 15), run('lora', [0.4, null], 12)];
  expect(view.claims![1]!.judge(neither)).toBeUndefined();
});

it('counts as contradicted beside LoRA by one constant at which LoRA stays and SingLoRA does not', () => {
  const at = (method: string, optimiser: string, constant: number, diverged: number | null) =>
    run(method, diverged === null ? [0.4, 0.1] : [0.4, null], diverged, { optimiser, constant });
  const runs = (['gd', 'momentum'] as const).flatMap((optimiser) => [
    ...[1 / 8, 1 / 4].map((constant) => at('lora', optimiser, constant, null)),
    at('singlora', optimiser, 1 / 8, null),
    at('singlora', optimiser, 1 / 4, optimiser === 'gd' ? 15 : null),
  ]);
  const found = view.claims![1]!.judge(runs);
  expect(found).toMatchObject({ verdict: 'only if' });
  expect(found?.condition).toMatch(/^within these steps it trains by .*momentum$/);
  expect(
    view.claims![1]!.judge(runs.filter(({ config }) => config.optimiser === 'gd')),
  ).toMatchObject({ verdict: 'does not hold' });
});

it('names the constants at which a method stayed under each optimiser', () => {
  const runs = [
    run('singlora', [0.4, 0.1], null, { constant: 1 / 8 }),
    run('singlora', [0.4, 0.1], null, { constant: 1 / 4 }),
    run('singlora', [0.4, null], 15, { constant: 1 / 2 }),
  ];
  expect(view.claims![0]!.judge(runs)).toMatchObject({
    verdict: 'only if',
    condition: 'within these steps it is gradient descent at k = 1/8 or 1/4',
  });
});
