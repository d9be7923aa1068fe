import { expect, it } from 'vitest';
import { trainLong } from './train.ts';

const base = { momentum: 0, k: 0.05, rank: 4 };
const lossOf = (method: 'singlora' | 'lora', more: object = {}) =>
  trainLong({ ...base, method, steps: [0, 1, 20, 400], ...more }, 64, 3);

it.each(['singlora', 'lora'] as const)(
  '%s steps along its gradient: the loss falls by η‖∇‖² to first order',
  (method) => {
    const fall = (k: number) => {
      const [before, after] = lossOf(method, { k, steps: [0, 1] }).losses;
      return (before! - after!) / k;
    };
    const [small, smaller] = [fall(1e-5), fall(5e-6)];
    expect(small).toBeGreaterThan(0);
    // A step in any other direction would change the first order.
    expect(smaller / small).toBeCloseTo(1, 3);
  },
);

it('fits with LoRA, and leaves with SingLoRA what it cannot fit for long at a constant of 1/2', () => {
  expect(lossOf('lora', { k: 0.5 }).losses.at(-1)).toBeLessThan(1e-18);
  const { losses, diverged } = lossOf('singlora', { k: 0.5 });
  expect(diverged).toBeLessThan(60);
  expect(losses.at(-1)).toBeNull();
  expect(lossOf('singlora').losses.at(-1)).toBeLessThan(0.5);
});

it('has the same long-run rate with momentum', () => {
  const [plain, heavy] = [0, 0.9].map((momentum) => lossOf('singlora', { momentum }).losses);
  expect(heavy![3]! / plain![3]!).toBeCloseTo(1, 1);
  expect(heavy![1]).toBeGreaterThan(plain![1]!);
});
