import { expect, it } from 'vitest';
import { comparePictures, likeIn, pictureComparisons, unlearnedOf } from './compare.ts';
import type { DreamBoothRun } from './run.ts';
import type { DreamBoothVariant } from './variant.ts';

/** Runs of one variant: scores by subject, a seed each. */
const variant = (
  method: string,
  bySubject: readonly (readonly number[])[],
  { rank = 8, parameters = 100, preset = 'laptop' } = {},
): DreamBoothVariant => {
  const adapter = method === 'none' ? null : { rank };
  const config = { method, preset, adapter } as unknown as DreamBoothVariant['config'];
  const runs = bySubject.flatMap((scores, subject) =>
    scores.map((fidelity, seed) => ({
      config: { ...config, subject: `mug ${subject}`, seed },
      record: {
        config,
        summary: { fidelity, trainableParameters: parameters },
        assets: [],
        environment: { backend: 'TensorFlow', code: null, packages: {} },
        starts: [],
      },
    })),
  ) as unknown as DreamBoothRun[];
  return { label: `${method} r${rank}`, method, config, runs, diverged: [] };
};
const base = [[0.5], [0.6], [0.55], [0.65]];
const above = (gains: readonly number[]) => base.map(([one = 0], at) => [one + (gains[at] ?? 0)]);
const told = [0.1, 0.11, 0.12, 0.13];
const lora = variant('lora', base);
const singlora = variant('singlora', above(told));

it('pairs subjects, each with the mean over its seeds', () => {
  const two = variant('singlora', [[0.6, 0.8], [0.7]]);
  const found = comparePictures(two, variant('lora', [[0.5, 0.5], [0.5], [0.9]]), 'fidelity')!;
  expect(found.pairs.map(({ name }) => name)).toEqual(['mug 0', 'mug 1']);
  for (const { difference } of found.pairs) expect(difference).toBeCloseTo(0.2, 12);
  expect([found.subjects, found.seeds, found.scope]).toEqual([2, 2, 'subjects']);
  // 0.10 to 0.13: mean 0.115, s.e. 0.00645, t(3) 3.182
  const over = comparePictures(singlora, lora, 'fidelity')!;
  expect(over.words.effect(over)).toBe('+0.115 (95% +0.094 to +0.136, 4 subjects × 1 seed)');
});

it('what is not above the floor by more than its interval learned nothing', () => {
  const floor = variant('none', base);
  const idle = variant('dora', above([0.001, -0.001, 0.002, -0.002]));
  expect(unlearnedOf({ variants: [floor, idle, singlora], floor })).toEqual([idle]);
});

it('compares at equal rank, or with the adapter that is nearest in parameters and no factor of 1.5 off', () => {
  const sized = (rank: number, parameters: number) =>
    variant('singlora', base, { rank, parameters });
  const [small, near, far] = [sized(8, 65), sized(16, 130), sized(32, 260)];
  expect(likeIn.rank([small, near], lora)).toEqual([small]);
  expect(likeIn.parameters([small, near, far], lora)).toEqual([near]);
  expect(likeIn.parameters([sized(8, 66)], lora)).toEqual([]);
  const variants = [lora, small, near];
  const setting = { variants, floor: undefined, unlearned: [] };
  const named = (pairing: 'rank' | 'parameters' | 'floor') =>
    pictureComparisons(setting, pairing, 'fidelity').map(({ one }) => one.label);
  expect([named('rank'), named('parameters'), named('floor')]).toEqual([
    ...[['singlora r8'], ['singlora r16'], []],
  ]);
});
