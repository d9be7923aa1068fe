import { paperMethods, type GlueProtocol } from '@singlora/records';
import type { GlueSettings } from './settings.ts';

/** Our choices where the paper states none; the same in every preset. */
const common = {
  methods: [...paperMethods],
  seeds: [0, 1, 2],
  searchRates: [3e-4, 1e-3, 3e-3],
  // With one seed a trial can miss that a rate fails with another seed.
  searchSeeds: [0, 1],
  holdoutRows: 500,
  lrRatio: 16,
  ramp: 0.01,
  adapterDropout: 0,
  weightDecay: 0,
  maxGradNorm: 1,
  submission: false,
  recompute: false,
  precision: 'float32',
} satisfies Partial<GlueSettings>;

/** The paper's protocol as settings, with what it leaves unsaid filled in by the usual defaults. */
function paperSettings(protocol: GlueProtocol): GlueSettings {
  const { learningRates, betas, epsilon } = protocol;
  const rates = Object.entries(learningRates).map(([name, { rate }]) => [name, rate] as const);
  const ratios = Object.values(learningRates).flatMap(({ rate, rateB }) =>
    rateB === undefined ? [] : [rateB / rate],
  );
  return {
    ...common,
    model: protocol.repository,
    // Where the paper has no rate for some method, all are searched.
    lr: common.methods.every((name) => Object.hasOwn(learningRates, name))
      ? Object.fromEntries(rates)
      : 'search',
    lrRatio: ratios[0] ?? common.lrRatio,
    rank: protocol.rank,
    alpha: protocol.alpha,
    targets: [...protocol.targets],
    epochs: protocol.epochs,
    batchSize: protocol.batchSize,
    template: protocol.template,
    maxLength: protocol.maxLength,
    beta1: betas[0],
    beta2: betas[1],
    epsilon,
    schedule: protocol.schedule,
    warmupSteps: protocol.warmupSteps,
    dropout: 0.1,
    adapterDropout: protocol.adapterDropout,
  };
}

/** A small real encoder, a sample of the rows in many small batches: minutes on two cores. */
const encoder = {
  model: 'sentence-transformers/all-MiniLM-L6-v2',
  methods: ['lora', 'singlora'],
  lr: 3e-3,
  lrRatio: common.lrRatio,
  epochs: 1,
  batchSize: 8,
  trainRows: 2560,
  evalRows: 2000,
  dropout: 0,
  adapterDropout: 0,
} satisfies Partial<GlueSettings>;

/**
 * Presets from the paper's protocols, one each under its own name, and from the first of them `laptop` and `smoke`:
 * a small model and a sample of the rows down the same path.
 */
export function gluePresets(
  protocols: Readonly<Record<string, GlueProtocol>>,
  ownLaptop: Partial<GlueSettings> = {},
): Record<string, GlueSettings> {
  const paper = Object.entries(protocols).map(
    ([name, protocol]) => [name, paperSettings(protocol)] as const,
  );
  const [[, first]] = paper as [(typeof paper)[number]];
  const { targets: _targets, ...shared } = first;
  const laptop: GlueSettings = { ...shared, ...encoder, ...ownLaptop };
  return {
    ...Object.fromEntries(paper),
    laptop,
    smoke: {
      ...laptop,
      seeds: [0],
      maxSteps: 4,
      trainRows: 128,
      evalRows: 64,
      searchRates: [1e-3, 3e-3],
      searchSeeds: [0],
      holdoutRows: 32,
    },
  };
}
