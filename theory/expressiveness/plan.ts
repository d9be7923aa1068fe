import { methodOf } from '@singlora/core';
import { list, type Plan } from '@singlora/runner';
import { matrixTargetOf } from '@singlora/scaling';
import { z } from 'zod';
import type { ConfigOf } from '../record.ts';
import { count, counts, names, positive, seeds } from '../settings.ts';
import type { record } from './record.ts';

const rates = () => list(positive());

/** Every setting of the expressiveness check; the keys are the command-line flags. */
export const expressivenessSettings = z.strictObject({
  problems: list(z.enum(['attention', 'matrix'])).describe(
    'what to fit: attention (scores of a synthetic attention), matrix (a wanted update of one weight)',
  ),
  points: count().max(100).describe('points of a loss curve'),
  attentionMethods: names().describe('attention: adapter methods'),
  attentionRanks: counts().describe('attention: ranks r'),
  attentionRates: rates().describe('attention: learning rates of AdamW, constant'),
  attentionSteps: count().describe('attention: steps'),
  attentionSeeds: seeds().describe('attention: seeds'),
  attentionWidth: count().describe('attention: sides of Wq and Wk'),
  tokens: counts().describe('attention: lengths of the sequence'),
  matrixMethods: names().describe('matrix: adapter methods'),
  matrixRanks: counts().describe('matrix: ranks r'),
  matrixRates: rates().describe('matrix: learning rates of Adam, falling to zero'),
  matrixSteps: count().describe('matrix: steps'),
  matrixSeeds: seeds().describe('matrix: seeds'),
  matrixWidth: count().describe('matrix: sides of the weight'),
  targets: names().describe('matrix: wanted updates: positive, mixed, negative, one-way'),
  targetRank: count().describe('matrix: rank of the wanted update'),
});

export type ExpressivenessSettings = z.infer<typeof expressivenessSettings>;

/** How it is trained. AdamW is the paper's, with a constant rate as it names no schedule. */
const training = {
  attention: { optimiser: 'adamw', schedule: 'constant' },
  matrix: { optimiser: 'adam', schedule: 'linear' },
} as const;

/** A run's identity: one method at one rank and learning rate on one problem. alpha is r, so that the update is A Aᵀ itself. */
export type ExpressivenessRunConfig = ConfigOf<typeof record>;

/** What is to be fitted. */
export type ProblemConfig = ExpressivenessRunConfig['problem'];

/** Runs of the same problem are neighbours, so that they can share it. */
export function planExpressiveness(
  settings: ExpressivenessSettings,
  preset: string,
): Plan<ExpressivenessRunConfig>[] {
  const { points } = settings;
  return settings.problems.flatMap((kind) => {
    const { problems, methods, ranks, rates, steps, seeds } = axes[kind](settings);
    methods.forEach((method) => methodOf({ method }));
    return problems.flatMap((problem) =>
      methods.flatMap((method) =>
        ranks.flatMap((rank) =>
          rates.map((rate) => ({
            label: `${titleOf(problem)} · ${method} · rank ${rank} · rate ${rate}`,
            config: {
              version: 1,
              problem,
              method,
              rank,
              rate,
              ...training[kind],
              steps,
              points,
              seeds,
              preset,
            },
          })),
        ),
      ),
    );
  });
}

interface Axes {
  readonly problems: readonly ProblemConfig[];
  readonly methods: readonly string[];
  readonly ranks: readonly number[];
  readonly rates: readonly number[];
  readonly steps: number;
  readonly seeds: number[];
}

const axes: Record<ProblemConfig['problem'], (settings: ExpressivenessSettings) => Axes> = {
  attention: (settings) => ({
    problems: settings.tokens.map((tokens) => ({
      problem: 'attention',
      width: settings.attentionWidth,
      tokens,
    })),
    methods: settings.attentionMethods,
    ranks: settings.attentionRanks,
    rates: settings.attentionRates,
    steps: settings.attentionSteps,
    seeds: settings.attentionSeeds,
  }),
  matrix: (settings) => {
    settings.targets.forEach(matrixTargetOf);
    return {
      problems: settings.targets.map((target) => ({
        problem: 'matrix',
        target,
        width: settings.matrixWidth,
        targetRank: settings.targetRank,
      })),
      methods: settings.matrixMethods,
      ranks: settings.matrixRanks,
      rates: settings.matrixRates,
      steps: settings.matrixSteps,
      seeds: settings.matrixSeeds,
    };
  },
};

const titleOf = (problem: ProblemConfig): string =>
  problem.problem === 'attention'
    ? `attention, ${problem.tokens} tokens`
    : `matrix, ${problem.target}`;
