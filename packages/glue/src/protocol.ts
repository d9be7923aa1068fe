import type { TaskName } from './tasks.ts';

/** How the paper says it trained a model on a task, as data. */
export interface GlueProtocol {
  readonly source: string;
  /** as the paper calls it */
  readonly model: string;
  /** its id on the Hugging Face Hub */
  readonly repository: string;
  /** whether the paper prints a result of this model on this task */
  readonly reported: boolean;
  readonly targetModules: readonly string[];
  readonly rank: number;
  readonly alpha: number;
  /** dropout of the adapter's own input */
  readonly adapterDropout: number;
  readonly optimizer: { readonly betas: readonly [number, number]; readonly epsilon: number };
  readonly schedule: 'linear' | 'constant';
  readonly warmupSteps: number;
  /** in tokens */
  readonly maxLength: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seeds: number;
  readonly precision: 'half';
  /** by method; none where the paper gives none */
  readonly learningRates: Readonly<Record<string, LearningRate>>;
  /** T, the steps until SingLoRA's ramp u is 1: the body's 1,000; the appendix says 1 % of all steps */
  readonly rampSteps: number;
  /** what neither the paper nor the protocol it follows says */
  readonly unstated: readonly string[];
}

export interface LearningRate {
  readonly rate: number;
  /** LoRA+'s own rate of its second factor B */
  readonly rateB?: number;
}

/** Table 1, "strictly following" the GLUE protocol of LoRA+. */
const glue = {
  source: 'arXiv 2507.05566v1, table 1 and appendix; arXiv 2402.12354v2',
  reported: true,
  rank: 8,
  alpha: 8,
  adapterDropout: 0,
  optimizer: { betas: [0.9, 0.99], epsilon: 1e-8 },
  schedule: 'linear',
  warmupSteps: 0,
  maxLength: 128,
  batchSize: 32,
  epochs: 3,
  seeds: 3,
  precision: 'half',
  rampSteps: 1_000,
  unstated: ['weight decay', 'gradient clipping', 'dropout', 'rate of the classification head'],
} satisfies Partial<GlueProtocol>;

const robertaBase = {
  ...glue,
  model: 'roberta-base',
  repository: 'FacebookAI/roberta-base',
  targetModules: ['query', 'value'],
} satisfies Partial<GlueProtocol>;

const gpt2 = {
  ...glue,
  model: 'gpt2',
  repository: 'openai-community/gpt2',
  targetModules: ['c_attn', 'c_proj', 'c_fc'],
} satisfies Partial<GlueProtocol>;

/** Table 2, which follows LoRA+'s LLaMA protocol. */
const llama7b: GlueProtocol = {
  ...glue,
  source: 'arXiv 2507.05566v1, table 2; arXiv 2402.12354v2',
  model: 'llama-7b',
  repository: 'huggyllama/llama-7b',
  targetModules: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
  alpha: 16,
  adapterDropout: 0.1,
  optimizer: { betas: [0.9, 0.999], epsilon: 1e-6 },
  schedule: 'constant',
  epochs: 1,
  learningRates: {},
  unstated: [...glue.unstated, "SingLoRA's rate, alpha and ramp", 'number of seeds'],
};

const rates = (lora: number, plus: readonly [number, number], dora: number, singlora: number) => ({
  lora: { rate: lora },
  'lora+': { rate: plus[0], rateB: plus[1] },
  dora: { rate: dora },
  singlora: { rate: singlora },
});

const robertaMnli: GlueProtocol = {
  ...robertaBase,
  learningRates: rates(4e-4, [5e-5, 4e-3], 5e-4, 1e-3),
};

/** A task of which the paper has no number: MNLI's rates stand in for those it would have used. */
const unreported: GlueProtocol = {
  ...robertaMnli,
  reported: false,
  unstated: [...glue.unstated, "the learning rates (MNLI's are used)"],
};

/** The paper's protocols by task and kind of model; RoBERTa's for every task of GLUE. */
export const paperProtocol = {
  mnli: {
    roberta: robertaMnli,
    gpt2: { ...gpt2, learningRates: rates(2e-4, [2e-4, 4e-3], 5e-4, 1e-3) },
    llama: llama7b,
  },
  qqp: {
    roberta: { ...robertaBase, learningRates: rates(2e-4, [2e-4, 4e-3], 5e-4, 1e-3) },
    gpt2: { ...gpt2, learningRates: rates(4e-4, [2e-4, 4e-3], 5e-4, 1e-3) },
  },
  qnli: { roberta: { ...robertaBase, learningRates: rates(4e-4, [2e-4, 4e-3], 5e-4, 1e-3) } },
  sst2: { roberta: { ...unreported, epochs: 10 } },
  cola: { roberta: unreported },
  mrpc: { roberta: unreported },
  stsb: { roberta: unreported },
  rte: { roberta: unreported },
  wnli: { roberta: unreported },
} as const satisfies Readonly<
  Record<TaskName, { readonly roberta: GlueProtocol } & Readonly<Record<string, GlueProtocol>>>
>;
