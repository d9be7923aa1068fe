import { paper, paperRows, type PaperModelName } from './paper.ts';

/** One rate for all factors, or for LoRA+ a second one. */
interface LearningRate {
  readonly rate: number;
  /** LoRA+'s own rate of its second factor B */
  readonly rateB?: number;
}

const silent = 'not stated';

/** The settings that RoBERTa-base and GPT-2 share. They follow arXiv 2402.12354v2, LoRA+'s paper, "strictly". */
const encoder = {
  rank: 8,
  alpha: 8,
  optimiser: 'adamw',
  /** the dropout of the adapter's own input */
  adapterDropout: 0.1,
  betas: [0.9, 0.99],
  epsilon: 1e-8,
  schedule: 'linear',
  warmupSteps: 0,
  template: 'pair',
  /** the longest input, in tokens */
  maxLength: 128,
  batchSize: 32,
  /** the order of rows in batches */
  batches: 'shuffled',
  epochs: 3,
  /** the head's trained layers: all of them, or the one whose outputs are the logits */
  head: 'whole',
  /** the model's dropout in training: as its own configuration says */
  dropout: 'model',
  weightDecay: 0,
  maxGradNorm: 1,
  /** null: not said */
  seeds: 3,
  precision: 'float16',
  /** the rates of A and of B that LoRA+'s code tries, where it has no single ones */
  tried: undefined,
  /** the modules that the method's own code adapts where these are others than the paper says, by method */
  ownTargets: {},
  /**
   * The settings that the paper does not state: their values are those of LoRA+'s public code
   * (github.com/nikhil-ghosh-berkeley/loraplus, its `glue` folder), which leaves some to the defaults of transformers' Trainer.
   * There LoRA+ gives the biases of the head B's rate, and all else of it A's. Not known is how that code starts A: it
   * installs a fork of peft that has gone.
   */
  fromCode: [
    ...['weightDecay', 'maxGradNorm', 'dropout', 'adapterDropout', 'batches', 'head'],
  ] as readonly string[],
  /** the paper's words on a setting that neither it nor that code settles, by the setting */
  unsettled: {
    ramp: 'T = 1,000 steps in the body, 1% of the steps in the appendix',
    init: '“Kaiming”; over which fan is not stated',
  },
} as const;

const shared = {
  'roberta-base': { ...encoder, head: 'output', ownTargets: { 'lora+': ['query', 'key'] } },
  gpt2: encoder,
  'llama-7b': {
    ...encoder,
    alpha: 16,
    betas: [0.9, 0.999],
    epsilon: 1e-6,
    schedule: 'constant',
    epochs: 1,
    seeds: null,
    tried: {
      rates: [1e-6, 5e-6, 1e-5, 5e-5, 1e-4],
      ratesB: [1e-6, 5e-6, 1e-5, 5e-5, 1e-4, 2e-4, 4e-4],
    },
    fromCode: encoder.fromCode.filter((setting) => setting !== 'adapterDropout'),
    unsettled: {
      ...encoder.unsettled,
      alpha: '16 (LoRA); not stated for SingLoRA',
      ramp: silent,
    },
  },
} as const;

/** Passes over the rows of SST-2, in table 1. */
const longEpochs = 10;

/** The training that the paper states for a task of GLUE. */
export type GlueProtocol = ReturnType<typeof paperProtocol>;

/** The paper's protocol for a model on a task; for a task that it has no numbers for, that of the model's other tasks. */
export function paperProtocol(model: PaperModelName, task: string) {
  const { repository, targetModules } = paper.models[model];
  const rows = paperRows.filter((row) => row.model === model);
  const own = rows.filter((row) => row.task === task);
  const rated = own.length > 0 ? own : rows.filter((row) => row.task === 'mnli');
  const isLong = task === 'sst2' && model !== 'llama-7b';
  return {
    ...shared[model],
    ...(isLong && { epochs: longEpochs }),
    model,
    /** the model on the Hugging Face Hub */
    repository,
    targets: targetModules,
    /** the table of the paper with numbers for this task and model; null: none has any, and the same protocol is followed */
    reported: own[0]?.source ?? null,
    /** by method; MNLI's where the paper has none for the task, none where it has none at all */
    learningRates: Object.fromEntries(
      rated.flatMap(({ method, learningRates: given }) =>
        given ? [[method, rateOf(given)] as const] : [],
      ),
    ),
  };
}

const rateOf = ([rate, rateB]: readonly [number, number?]): LearningRate =>
  rateB === undefined ? { rate } : { rate, rateB };

/** The rate of LoRA+'s B over A's: the paper's, or where its authors tried several the highest over the highest; else 16, its authors' usual one. */
export function lrRatioOf({ learningRates, tried }: GlueProtocol): number {
  if (tried) return Math.max(...tried.ratesB) / Math.max(...tried.rates);
  const [ratio = 16] = Object.values(learningRates).flatMap(({ rate, rateB }) =>
    rateB === undefined ? [] : [rateB / rate],
  );
  return ratio;
}
