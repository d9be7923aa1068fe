import { tasks, type GlueRunConfig } from '@singlora/records';
import { expect, it } from 'vitest';
import { conclusion } from './conclusion.ts';

const run = (label: string, accuracy: number, purpose = 'result') => ({
  label,
  config: { purpose } as GlueRunConfig,
  summary: { 'validation/accuracy': accuracy, 'validation/rows': 2000 },
});

it('says the mean of each method’s seeds, and only what tells them apart', () => {
  const runs = [
    run('rte · lora · rate 0.003 · seed 0', 0.7),
    run('rte · singlora · rate 0.003 · seed 0', NaN),
    run('rte · lora · rate 0.003 · seed 1', 0.8),
    run('rte · lora · trial of rate 0.1 · seed 1', 0.1, 'trial'),
  ];
  expect(conclusion(tasks.rte, runs)).toBe(
    'Result: accuracy on 2,000 validation rows of rte: lora 75.0 % (mean of 2 seeds), singlora diverged.',
  );
  expect(conclusion(tasks.rte, runs.slice(0, 1))).toMatch(/: rte · lora · rate 0.003 70.0 %\.$/);
});

it('says nothing of trials alone, or of more than a sentence holds', () => {
  expect(conclusion(tasks.rte, [run('rte · lora · trial of rate 1 · seed 0', 0.5, 'trial')])).toBe(
    undefined,
  );
  const many = Array.from({ length: 7 }, (_, i) => run(`rte · lora:${i} · rate 1 · seed 0`, 0.5));
  expect(conclusion(tasks.rte, many)).toBe(undefined);
});
