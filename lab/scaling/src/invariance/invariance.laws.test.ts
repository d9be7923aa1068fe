import { fc, test } from '@fast-check/vitest';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect } from 'vitest';
import { optimiserOf, optimisers } from '../training/optimisers.ts';
import { rotation, scalingBy, signedPermutation } from './change.ts';
import { updateDifferences, type InvarianceCase } from './update-difference.ts';

beforeAll(() => startBackend());

const size = fc.integer({ min: 6, max: 12 });
/** Cases of rank 3 or more: a rotation of a single direction is a sign, which every optimiser preserves. */
const anyCase = fc.record({
  method: fc.constantFrom('singlora', 'lora'),
  shape: fc.tuple(size, size),
  rank: fc.integer({ min: 3, max: 5 }),
  optimiser: fc.constant(optimiserOf('gd')),
  firstStep: fc.constantFrom(0.01, 0.03),
  steps: fc.constant(3),
  seed: fc.nat(),
}) satisfies fc.Arbitrary<InvarianceCase>;

const options = { numRuns: 5 };

for (const optimiser of optimisers.values()) {
  describe(optimiser.title, () => {
    const own = (c: InvarianceCase): InvarianceCase => ({ ...c, optimiser });
    // The kind of a step's entries decides: signs preserve nothing, gradients preserve rotations, other steps depend on the update alone.
    const keeps = optimiser.entries !== 'constant';
    const keepsScale = optimiser.entries === null;

    test.prop([anyCase], options)(
      `a rotation ${keeps ? 'changes nothing but rounding' : 'changes the update'}`,
      (c) => {
        for (const difference of updateDifferences(own(c), rotation)) {
          if (keeps) expect(difference).toBeLessThan(1e-3);
          else expect(difference).toBeGreaterThan(1e-2);
        }
      },
    );

    test.prop([anyCase], options)('a signed permutation changes nothing but rounding', (c) => {
      const before = tf.memory().numTensors;
      for (const difference of updateDifferences(own(c), signedPermutation)) {
        expect(difference).toBeLessThan(1e-3);
      }
      expect(tf.memory().numTensors).toBe(before);
    });

    test.prop([anyCase], options)(
      `LoRA's other scale changes ${keepsScale ? 'nothing but rounding' : 'the update'}`,
      (c) => {
        const [first] = updateDifferences({ ...own(c), method: 'lora' }, scalingBy(4));
        if (keepsScale) expect(first).toBeLessThan(1e-3);
        else expect(first).toBeGreaterThan(0.1);
      },
    );
  });
}
