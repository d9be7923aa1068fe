import { paper, paperRows, type PaperModelName } from './paper.ts';

/** One rate for all factors, and a second one for LoRA+. */
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
  /** the maximum input length, in tokens */
  maxLength: 128,
  batchSize: 32,
  /** the order of rows in batches */
  batches: 'shuffled',
  epochs: 3,
  /** the trained layers of the head: all of them, or only the one that outputs the logits */
  head: 'whole',
  /** the model's dropout in training: the value in its own configuration */
  dropout: 'model',
  weightDecay: 0,
  maxGradNorm: 1,
  /** null: not said */
  seeds: 3,
  precision: 'float16',
  /** the rates of A and B that LoRA+'s code tries, where there is no single pair */
  tried: undefined,
  /** the modules that a method's own code adapts, where they differ from the paper's, by method */
  ownTargets: {},
  /**
   * The settings that the paper does not state: their values are those of LoRA+'s public code
   * (github.com/nikhil-ghosh-berkeley/loraplus, its `glue` folder), which leaves some to the defaults of
   * transformers' Trainer. There LoRA+ trains the head's biases at B's rate, and the rest of the head at A's.
   * That code's start of A is unknown: it installs a fork of peft that no longer exists.
   */
  fromCode: [
    ...['weightDecay', 'maxGradNorm', 'dropout', 'adapterDropout', 'batches', 'head'],
  ] as readonly string[],
  /** the paper's words on a setting that neither it nor that code settles, by setting */
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

/** Epochs on SST-2, in table 1. */
const longEpochs = 10;

/** The training that the paper states for a task of GLUE. */
export type GlueProtocol = ReturnType<typeof paperProtocol>;

/** The paper's protocol for a model on a task; a task without numbers in the paper uses that of the model's other tasks. */
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
    /** the paper's table with numbers for this task and model; null: there is none, and the same protocol is followed */
    reported: own[0]?.source ?? null,
    /** by method; a task without rates in the paper has MNLI's, a model without rates has none */
    learningRates: Object.fromEntries(
      rated.flatMap(({ method, learningRates: given }) =>
        given ? [[method, rateOf(given)] as const] : [],
      ),
    ),
  };
}

const rateOf = ([rate, rateB]: readonly [number, number?]): LearningRate =>
  rateB === undefined ? { rate } : { rate, rateB };

/** The ratio of LoRA+'s rate of B to A's: the paper's, else that of the highest rates that its authors tried, else their usual 16. */
export function lrRatioOf({ learningRates, tried }: GlueProtocol): number {
  if (tried) return Math.max(...tried.ratesB) / Math.max(...tried.rates);
  const [ratio = 16] = Object.values(learningRates).flatMap(({ rate, rateB }) =>
    rateB === undefined ? [] : [rateB / rate],
  );
  return ratio;
}
