import { paperMethods, protocolRun, type GlueProtocol } from '@singlora/records';
import { withChanges, type GlueChanges, type GlueSettings } from './settings.ts';

/** Our choices where the paper states none; the same in every preset. */
const common = {
  methods: [...paperMethods],
  seeds: [0, 1, 2],
  search: {
    rates: [3e-4, 1e-3, 3e-3],
    // With few seeds, trials can miss that a rate fails with another seed.
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

/** The same for adapters. */
const commonAdapter = { ramp: { fraction: 0.01 }, loraplus_lr_ratio: 16, lora_dropout: 0 };

/** The rates of a protocol; if the paper lacks one for any method, all are searched. */
function ratesOf({ learningRates }: GlueProtocol): Pick<GlueSettings, 'lr' | 'search'> {
  const rates = Object.entries(learningRates).map(([name, { rate }]) => [name, rate] as const);
  return common.methods.every((name) => Object.hasOwn(learningRates, name))
    ? { lr: Object.fromEntries(rates), search: common.search }
    : { lr: 'search', search: { ...common.search, holdoutRows: 2000 } };
}

/** The paper's protocol as settings; what it leaves open follows LoRA+'s code or our own choice. */
export function paperSettings(protocol: GlueProtocol): GlueSettings {
  const { repository: model, epochs, batchSize, rank } = protocol;
  const { training, adapter, scale } = protocolRun(protocol);
  return {
    ...common,
    ...ratesOf(protocol),
    ...training,
    model,
    epochs,
    batchSize,
    adapter: { ...adapter, r: rank, lora_alpha: scale * rank },
    // Half precision, as in the paper; float32 on a processor where that is faster.
    precision: 'bfloat16',
  };
}

/** A small real encoder, and a sample of the rows in many small batches: minutes on two cores. */
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
} satisfies Partial<GlueSettings>;

/**
 * `laptop` and `smoke`, which follow a protocol with a small model and a sample of the rows; and
 * `paper` where no plan of the paper's tables has it.
 */
export function gluePresets(
  protocol: GlueProtocol,
  ownLaptop: GlueChanges = {},
): Readonly<Record<'laptop' | 'smoke', GlueSettings> & { paper?: GlueSettings }> {
  const paper = paperSettings(protocol);
  const { r, lora_alpha } = paper.adapter;
  const adapter = { ...commonAdapter, r, lora_alpha };
  const laptop = withChanges({ ...paper, ...encoder, adapter }, ownLaptop);
  return {
    ...(protocol.reported === null && { paper }),
    laptop,
    smoke: withChanges(laptop, smokeChanges),
  };
}

/** Seconds, to check that everything works; with the same values on every processor. */
export const smokeChanges = {
  precision: 'float32',
  seeds: [0],
  maxSteps: 4,
  trainRows: 128,
  evalRows: 64,
  search: { rates: [1e-3, 3e-3], seeds: [0], wider: false, holdoutRows: 32 },
} satisfies GlueChanges;
