import { paper, paperMethods, type GlueProtocol } from '@singlora/records';
import { changed, type GlueChanges, type GlueSettings } from './settings.ts';

/** Our choices where the paper states none; the same in every preset. */
const common = {
  methods: [...paperMethods],
  seeds: [0, 1, 2],
  search: {
    rates: [3e-4, 1e-3, 3e-3],
    // With few seeds a trial can miss that a rate fails with another seed.
    seeds: [0, 1, 2],
    wider: true,
    holdoutRows: 500,
    trialRows: 'rest',
  },
  adaptLayers: 'all',
  maxSteps: null,
  trainRows: 'all',
  evalRows: 'all',
  spareRows: 0,
  spareBy: 'text',
  splits: 'all',
  submission: false,
  recompute: false,
  microBatchSize: null,
} satisfies Partial<GlueSettings>;

/** The same of adapters. */
const commonAdapter = { ramp: { fraction: 0.01 }, loraplus_lr_ratio: 16, lora_dropout: 0 };

/** The rates of a protocol, and B's over A's; where the paper has none for some method, all are searched. */
function ratesOf({ model, learningRates, tried }: GlueProtocol) {
  const rates = Object.entries(learningRates).map(([name, { rate }]) => [name, rate] as const);
  const [ratio = commonAdapter.loraplus_lr_ratio] = Object.values(learningRates).flatMap(
    ({ rate, rateB }) => (rateB === undefined ? [] : [rateB / rate]),
  );
  const given: Pick<GlueSettings, 'lr' | 'search'> = common.methods.every((name) =>
    Object.hasOwn(learningRates, name),
  )
    ? { lr: Object.fromEntries(rates), search: common.search }
    : { lr: 'search', search: { ...common.search, holdoutRows: 2000 } };
  const figure = paper.figures['lr-sensitivity'];
  if (!tried || figure.model !== model) return { ...given, ratio };
  // The ends of the paper's figure, and one rate above them: the best may be no end. LoRA+'s B is at most as fast as in
  // its authors' runs at the paper's rates.
  const [least, most] = figure.learningRates;
  return {
    ...given,
    search: { ...given.search, rates: [least, most, 2 * most] },
    ratio: Math.max(...tried.ratesB) / Math.max(...tried.rates),
  };
}

/** The paper's protocol as settings, with what it leaves unsaid as in LoRA+'s code, or by our own choice. */
function paperSettings(protocol: GlueProtocol): GlueSettings {
  const { repository: model, epochs, batchSize, batches, template, maxLength } = protocol;
  const { schedule, warmupSteps, dropout, head, maxGradNorm, epsilon, weightDecay } = protocol;
  const [beta1, beta2] = protocol.betas;
  const { ratio, ...rates } = ratesOf(protocol);
  return {
    ...common,
    ...rates,
    ...{ model, epochs, batchSize, batches, template, maxLength },
    ...{ schedule, warmupSteps, dropout, head, maxGradNorm },
    optimiser: { beta1, beta2, epsilon, weightDecay },
    adapter: {
      ...commonAdapter,
      r: protocol.rank,
      lora_alpha: protocol.alpha,
      target_modules: protocol.targets,
      loraplus_lr_ratio: ratio,
      lora_dropout: protocol.adapterDropout,
    },
    // Half precision, as there; on a processor that is slower with it, float32.
    precision: 'bfloat16',
  };
}

/** A small real encoder, a sample of the rows in many small batches: minutes on two cores. */
const encoder = {
  model: 'sentence-transformers/all-MiniLM-L6-v2',
  methods: ['lora', 'singlora'],
  lr: 3e-3,
  search: common.search,
  epochs: 1,
  batchSize: 8,
  batches: 'grouped',
  trainRows: 2560,
  evalRows: 2000,
  dropout: 0,
  head: 'whole',
  precision: 'float32',
} satisfies Partial<GlueSettings>;

/**
 * Presets from the paper's protocols, one each under its own name, and from the first of them `laptop` and `smoke`:
 * a small model and a sample of the rows down the same path.
 */
export function gluePresets(
  protocols: Readonly<Record<string, GlueProtocol>>,
  ownLaptop: GlueChanges = {},
): Record<string, GlueSettings> {
  const paper = Object.entries(protocols).map(
    ([name, protocol]) => [name, paperSettings(protocol)] as const,
  );
  const [[, first]] = paper as [(typeof paper)[number]];
  const { r, lora_alpha } = first.adapter;
  const adapter = { ...commonAdapter, r, lora_alpha };
  const laptop = changed({ ...first, ...encoder, adapter }, ownLaptop);
  return {
    ...Object.fromEntries(paper),
    laptop,
    smoke: changed(laptop, {
      seeds: [0],
      maxSteps: 4,
      trainRows: 128,
      evalRows: 64,
      search: { rates: [1e-3, 3e-3], seeds: [0], wider: false, holdoutRows: 32 },
    }),
  };
}
