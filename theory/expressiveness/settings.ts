import { list } from '@singlora/runner';
import { z } from 'zod';

const count = () => z.coerce.number().int().positive();
const counts = () => list(count());
const rates = () => list(z.coerce.number().positive());
const seeds = () => list(z.coerce.number().int().nonnegative());
const methods = () => list(z.string());

/** Every setting of the expressiveness check; the keys are the command-line flags. */
export const expressivenessSettings = z.strictObject({
  problems: list(z.enum(['attention', 'matrix'])).describe(
    'what to fit: attention (scores of a synthetic attention), matrix (a wanted update of one weight)',
  ),
  points: count().max(100).describe('points of a loss curve'),
  attentionMethods: methods().describe('attention: adapter methods'),
  attentionRanks: counts().describe('attention: ranks r'),
  attentionRates: rates().describe('attention: learning rates of AdamW, constant'),
  attentionSteps: count().describe('attention: steps'),
  attentionSeeds: seeds().describe('attention: seeds'),
  attentionWidth: count().describe('attention: sides of Wq and Wk'),
  tokens: counts().describe('attention: lengths of the sequence'),
  matrixMethods: methods().describe('matrix: adapter methods'),
  matrixRanks: counts().describe('matrix: ranks r'),
  matrixRates: rates().describe('matrix: learning rates of Adam, falling to zero'),
  matrixSteps: count().describe('matrix: steps'),
  matrixSeeds: seeds().describe('matrix: seeds'),
  matrixWidth: count().describe('matrix: sides of the weight'),
  targets: list(z.string()).describe('matrix: wanted updates: positive, mixed, negative, one-way'),
  targetRank: count().describe('matrix: rank of the wanted update'),
});

export type ExpressivenessSettings = z.infer<typeof expressivenessSettings>;
