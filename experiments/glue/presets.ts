import { paper, paperMethods, type GlueProtocol } from '@singlora/records';
import type { GlueSettings } from './settings.ts';

/** Our choices where the paper states none; the same in every preset. */
const common = {
  methods: [...paperMethods],
  seeds: [0, 1, 2],
  searchRates: [3e-4, 1e-3, 3e-3],
  // With few seeds a trial can miss that a rate fails with another seed.
  searchSeeds: [0, 1, 2],
  searchWider: true,
  holdoutRows: 500,
  adaptLayers: 'all',
  spareRows: 0,
  lrRatio: 16,
  ramp: 0.01,
  adapterDropout: 0,
  submission: false,
  recompute: false,
} satisfies Partial<GlueSettings>;

/** The rates of a protocol; where the paper has none for some method, all are searched. */
function ratesOf({ model, learningRates, tried }: GlueProtocol): Partial<GlueSettings> {
  const rates = Object.entries(learningRates).map(([name, { rate }]) => [name, rate] as const);
  const [ratio] = Object.values(learningRates).flatMap(({ rate, rateB }) =>
    rateB === undefined ? [] : [rateB / rate],
  );
  const given = {
    ...(common.methods.every((name) => Object.hasOwn(learningRates, name))
      ? { lr: Object.fromEntries(rates) }
      : { lr: 'search' as const, holdoutRows: 2000 }),
    ...(ratio !== undefined && { lrRatio: ratio }),
  };
  const figure = paper.figures['lr-sensitivity'];
  if (!tried || figure.model !== model) return given;
  // The ends of the paper's figure, and one rate above them: the best may be no end. LoRA+'s B is at most as fast as in
  // its authors' runs at the paper's rates.
  const [least, most] = figure.learningRates;
  return {
    ...given,
    searchRates: [least, most, 2 * most],
    lrRatio: Math.max(...tried.ratesB) / Math.max(...tried.rates),
  };
}

/** The paper's protocol as settings, with what it leaves unsaid as in LoRA+'s code, or by our own choice. */
function paperSettings(protocol: GlueProtocol): GlueSettings {
  const { betas, epsilon } = protocol;
  return {
    ...common,
    lr: 'search',
    ...ratesOf(protocol),
    model: protocol.repository,
    rank: protocol.rank,
    alpha: protocol.alpha,
    targets: [...protocol.targets],
    epochs: protocol.epochs,
    batchSize: protocol.batchSize,
    batches: protocol.batches,
    template: protocol.template,
    maxLength: protocol.maxLength,
    beta1: betas[0],
    beta2: betas[1],
    epsilon,
    schedule: protocol.schedule,
    warmupSteps: protocol.warmupSteps,
    dropout: protocol.dropout,
    head: protocol.head,
    weightDecay: protocol.weightDecay,
    maxGradNorm: protocol.maxGradNorm,
    // Half precision, as there; on a processor that is slower with it, float32.
    precision: 'bfloat16',
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
  batches: 'grouped',
  trainRows: 2560,
  evalRows: 2000,
  searchRates: common.searchRates,
  holdoutRows: common.holdoutRows,
  dropout: 0,
  head: 'whole',
  precision: 'float32',
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
      searchWider: false,
      holdoutRows: 32,
    },
  };
}
