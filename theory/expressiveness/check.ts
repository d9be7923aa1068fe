import { methodOf } from '@singlora/core';
import { list } from '@singlora/runner';
import { everyCombination, matrixTargetOf, matrixTargets } from '@singlora/scaling';
import { z } from 'zod';
import { checkExperiment } from '../experiment.ts';
import { count, positive, text, type ConfigOf } from '../record.ts';
import { upTo } from '../ranges.ts';
import { makeFits } from './fits.ts';
import { fields, record } from './record.ts';

const trained = (rates: string) =>
  z.strictObject({
    methods: list(text).describe('adapter methods'),
    ranks: list(count).describe('ranks r'),
    rates: list(positive).describe(`learning rates of ${rates}`),
    steps: fields.steps,
    seeds: list(z.int().min(0)).describe('seeds'),
    width: count.describe('sides of the weights'),
  });

const settings = z.strictObject({
  problems: list(z.enum(['attention', 'matrix'])).describe(
    'what to fit: attention (scores of a synthetic attention), matrix (a wanted update of one weight)',
  ),
  points: count.max(100).describe('points of a loss curve'),
  attention: trained('AdamW, constant').extend({
    tokens: list(count).describe('lengths of the sequence'),
  }),
  matrix: trained('Adam, falling to zero').extend({
    targets: list(text).describe('target updates: positive, mixed, negative, one-way'),
    targetRank: count.describe('rank of the target update'),
  }),
});

type Settings = z.infer<typeof settings>;
type Problem = ConfigOf<typeof record>['problem'];

const methods = ['singlora', 'lora', 'signed-singlora', 'symlora'];

/** The width, the steps and the first rate are the paper's, in the attention problem. */
const standard: Settings = {
  problems: ['attention', 'matrix'],
  points: 100,
  attention: {
    methods,
    ranks: [8, 16, 32],
    rates: [1e-4, 1e-3],
    steps: 15_000,
    seeds: upTo(3),
    width: 128,
    tokens: [32, 128],
  },
  matrix: {
    methods: [...methods, 'singlora-dora'],
    ranks: [4, 8, 16],
    rates: [1e-2],
    steps: 1000,
    seeds: upTo(8),
    width: 64,
    targets: [...matrixTargets.keys()],
    targetRank: 8,
  },
};

const tiny = { steps: 100, seeds: upTo(2), width: 16 };

/** The kinds of problems, and their training: AdamW as in the paper, with a constant rate, since the paper names no schedule. */
const kinds = {
  attention: ({ attention: { tokens, width, ...rest } }: Settings) => ({
    ...rest,
    training: { optimiser: 'adamw', schedule: 'constant' as const },
    problems: tokens.map((tokens): Problem => ({ problem: 'attention', width, tokens })),
  }),
  matrix({ matrix: { targets, targetRank, width, ...rest } }: Settings) {
    targets.forEach(matrixTargetOf);
    return {
      ...rest,
      training: { optimiser: 'adam', schedule: 'linear' as const },
      problems: targets.map((target): Problem => ({
        problem: 'matrix',
        target,
        width,
        targetRank,
      })),
    };
  },
};

export default checkExperiment<typeof record, Settings>({
  record,
  name: 'expressiveness',
  description:
    "What updates of each method can express: the paper's synthetic attention at equal rank and at equal parameters, and wanted updates with negative eigenvalues.",
  settings,
  presets: {
    default: standard,
    full: {
      ...standard,
      attention: { ...standard.attention, rates: [1e-4, 3e-4, 1e-3], seeds: upTo(10) },
      matrix: { ...standard.matrix, seeds: upTo(24) },
    },
    smoke: {
      ...standard,
      points: 5,
      attention: {
        ...standard.attention,
        ...tiny,
        methods: methods.slice(0, 2),
        ranks: [2, 4],
        rates: [1e-2],
        tokens: [8],
      },
      matrix: { ...standard.matrix, ...tiny, ranks: [4], targets: ['mixed'], targetRank: 4 },
    },
  },
  /** One run per problem, method, rank and rate; alpha is r, so the update is A Aᵀ. Runs of a problem are adjacent and share it. */
  plan: (settings, preset) =>
    settings.problems.flatMap((kind) => {
      const { problems, methods, ranks, rates, training, steps, seeds } = kinds[kind](settings);
      methods.forEach((method) => methodOf({ method }));
      const shared = { ...training, steps, points: settings.points, seeds };
      return everyCombination({ problem: problems, method: methods, rank: ranks, rate: rates }).map(
        (axes) => ({ version: 1, preset, ...axes, ...shared }),
      );
    }),
  label: ({ problem, method, rank, rate }) =>
    `${problem.problem}, ${problem.problem === 'attention' ? `${problem.tokens} tokens` : problem.target} · ${method} · rank ${rank} · rate ${rate}`,
  open: makeFits,
  says: '{parameters} parameters[, loss {loss}][, cannot go below {floor}], {seconds} s',
});
