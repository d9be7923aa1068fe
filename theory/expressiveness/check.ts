import type { Experiment } from '@singlora/runner';
import { matrixTargets } from '@singlora/scaling';
import {
  planExpressiveness,
  type ExpressivenessRunConfig,
  expressivenessSettings,
  type ExpressivenessSettings,
} from './plan.ts';
import { openExpressivenessSession } from './run.ts';
import { upTo } from '../ranges.ts';

const methods = ['singlora', 'lora', 'signed-singlora', 'symlora'];

/** The width, the steps and the first rate are the paper's, in the attention problem. */
const standard: ExpressivenessSettings = {
  problems: ['attention', 'matrix'],
  points: 100,
  attentionMethods: methods,
  attentionRanks: [8, 16, 32],
  attentionRates: [1e-4, 1e-3],
  attentionSteps: 15_000,
  attentionSeeds: upTo(3),
  attentionWidth: 128,
  tokens: [32, 128],
  matrixMethods: [...methods, 'singlora-dora'],
  matrixRanks: [4, 8, 16],
  matrixRates: [1e-2],
  matrixSteps: 1000,
  matrixSeeds: upTo(8),
  matrixWidth: 64,
  targets: [...matrixTargets.keys()],
  targetRank: 8,
};

const presets: Record<string, ExpressivenessSettings> = {
  default: standard,
  full: {
    ...standard,
    attentionRates: [1e-4, 3e-4, 1e-3],
    attentionSeeds: upTo(10),
    matrixSeeds: upTo(24),
  },
  smoke: {
    ...standard,
    points: 5,
    attentionMethods: methods.slice(0, 2),
    attentionRanks: [2, 4],
    attentionRates: [1e-2],
    attentionSteps: 100,
    attentionSeeds: upTo(2),
    attentionWidth: 16,
    tokens: [8],
    matrixRanks: [4],
    matrixSteps: 100,
    matrixSeeds: upTo(2),
    matrixWidth: 16,
    targets: ['mixed'],
    targetRank: 4,
  },
};

const check: Experiment<ExpressivenessSettings, ExpressivenessRunConfig> = {
  name: 'expressiveness',
  description:
    "What updates of each method can express: the paper's synthetic attention at equal rank and at equal parameters, and wanted updates with negative eigenvalues.",
  settings: expressivenessSettings,
  presets,
  defaultPreset: 'default',
  plan: planExpressiveness,
  prepare: (_settings, context) => openExpressivenessSession(context),
};

export default check;
