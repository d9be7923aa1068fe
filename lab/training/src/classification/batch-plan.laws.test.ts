import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { LENGTH_STEP, planEpoch, planInOrder, type BatchPlan } from './batch-plan.ts';

const maxPositions = 60;
const cases = {
  lengths: fc.array(fc.integer({ min: 1, max: maxPositions }), { minLength: 1, maxLength: 300 }),
  batchSize: fc.integer({ min: 1, max: 16 }),
  seed: fc.nat(),
  epoch: fc.nat({ max: 100 }),
};

function expectSound(plan: BatchPlan, lengths: readonly number[], batchSize: number) {
  const rows = plan.flatMap((batch) => batch.rows);
  expect(rows.toSorted((a, b) => a - b)).toEqual([...lengths.keys()]);
  expect(plan.length).toBe(Math.ceil(lengths.length / batchSize));
  const partial = plan.filter((batch) => batch.rows.length !== batchSize);
  expect(partial.length).toBe(lengths.length % batchSize === 0 ? 0 : 1);
  for (const batch of plan) {
    const longest = Math.max(...batch.rows.map((row) => lengths[row]!));
    expect(batch.length).toBeGreaterThanOrEqual(longest);
    expect(batch.length - longest).toBeLessThan(LENGTH_STEP);
    expect(batch.length % LENGTH_STEP === 0 || batch.length === maxPositions).toBe(true);
  }
}

describe('every plan holds each row once, in full batches but one, padded to the next step', () => {
  const order = fc.constantFrom('grouped', 'shuffled');
  test.prop({ ...cases, order })('planEpoch', ({ lengths, batchSize, seed, epoch, order }) => {
    const options = { batchSize, maxPositions, seed, epoch, order };
    const plan = planEpoch(lengths, options);
    expectSound(plan, lengths, batchSize);
    expect(planEpoch(lengths, options)).toEqual(plan);
  });

  test.prop(cases)('planInOrder', ({ lengths, batchSize }) => {
    const plan = planInOrder(lengths, { batchSize, maxPositions });
    expectSound(plan, lengths, batchSize);
    expect(plan.map(({ length }) => length)).toEqual(
      plan.map(({ length }) => length).toSorted((a, b) => b - a),
    );
  });
});
