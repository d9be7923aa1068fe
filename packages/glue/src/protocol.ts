import { tasks, type TaskName } from './tasks.ts';
import type { TemplateName } from './templates.ts';

/** How the paper says it trained on a GLUE task, as data. */
export interface GlueProtocol {
  readonly source: string;
  /** where the paper has numbers for this task and model; null: nowhere, and the same protocol is followed */
  readonly reported: 'table 1' | 'table 2' | null;
  readonly model: string;
  /** the model on the Hugging Face Hub */
  readonly repository: string;
  readonly targetModules: readonly string[];
  readonly rank: number;
  readonly alpha: number;
  /** of the adapter's own input */
  readonly adapterDropout: number;
  readonly optimizer: { readonly betas: readonly [number, number]; readonly epsilon: number };
  readonly schedule: 'linear' | 'constant';
  readonly warmupSteps: number;
  readonly template: TemplateName;
  /** in tokens */
  readonly maxLength: number;
  readonly batchSize: number;
  readonly epochs: number;
  /** null: not said */
  readonly seeds: number | null;
  readonly precision: 'half';
  /** by method; none where the paper has none */
  readonly learningRates: Readonly<Record<string, LearningRate>>;
  /** T, the steps until SingLoRA's ramp u is 1: the body's 1,000; the appendix says 1 % of all steps; null: not said */
  readonly rampSteps: number | null;
  /** what neither the paper nor the protocol it follows says, with what LoRA+'s public code does where that is known */
  readonly unstated: readonly string[];
}

export interface LearningRate {
  readonly rate: number;
  /** LoRA+'s own rate of its second factor B */
  readonly rateB?: number;
}

export type PaperModel = 'roberta' | 'gpt2' | 'llama';

const source =
  'arXiv 2507.05566v1, tables 1 and 2 and appendix; arXiv 2402.12354v2, whose protocol it follows "strictly"';

const unstated = [
  'weight decay (0 in the code of LoRA+)',
  'gradient clipping (to the norm 1 in the code of LoRA+)',
  'rate of the classification head (that of A in the code of LoRA+)',
];

/** What a model's tasks share, and where they differ. */
interface ModelProtocol {
  readonly shared: Omit<GlueProtocol, 'reported' | 'learningRates'>;
  readonly epochs: Partial<Readonly<Record<TaskName, number>>>;
  readonly table: 'table 1' | 'table 2';
  /** by task that the paper has numbers for; MNLI's stand in for those of others */
  readonly rates: Partial<Readonly<Record<TaskName, GlueProtocol['learningRates']>>> & {
    readonly mnli: GlueProtocol['learningRates'];
  };
}

/** What RoBERTa-base and GPT-2 share. */
const table1 = {
  source,
  rank: 8,
  alpha: 8,
  adapterDropout: 0.1,
  optimizer: { betas: [0.9, 0.99], epsilon: 1e-8 },
  schedule: 'linear',
  warmupSteps: 0,
  template: 'pair',
  maxLength: 128,
  batchSize: 32,
  epochs: 3,
  seeds: 3,
  precision: 'half',
  rampSteps: 1_000,
  unstated: [...unstated, 'adapter dropout (0.1 in the code of LoRA+)', "the model's own dropout"],
} as const satisfies Partial<GlueProtocol>;

/** The rates of a row of table 1: LoRA's, and LoRA+'s of A. The others are the same in every row. */
const rates = (lora: number, plus: number) => ({
  lora: { rate: lora },
  'lora+': { rate: plus, rateB: 4e-3 },
  dora: { rate: 5e-4 },
  singlora: { rate: 1e-3 },
});

const table1Model = { table: 'table 1', epochs: { sst2: 10 } } as const;

const models: Readonly<Record<PaperModel, ModelProtocol>> = {
  roberta: {
    ...table1Model,
    shared: {
      ...table1,
      model: 'roberta-base',
      repository: 'FacebookAI/roberta-base',
      targetModules: ['query', 'value'],
      unstated: [
        ...table1.unstated,
        "whether the head's hidden layer is trained (frozen in the code of LoRA+)",
      ],
    },
    rates: { qqp: rates(2e-4, 2e-4), qnli: rates(4e-4, 2e-4), mnli: rates(4e-4, 5e-5) },
  },
  gpt2: {
    ...table1Model,
    shared: {
      ...table1,
      model: 'gpt2',
      repository: 'openai-community/gpt2',
      targetModules: ['c_attn', 'c_proj', 'c_fc'],
    },
    rates: { qqp: rates(4e-4, 2e-4), mnli: rates(2e-4, 2e-4) },
  },
  llama: {
    table: 'table 2',
    epochs: {},
    rates: { mnli: {} },
    shared: {
      ...table1,
      model: 'llama-7b',
      repository: 'huggyllama/llama-7b',
      targetModules: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
      alpha: 16,
      optimizer: { betas: [0.9, 0.999], epsilon: 1e-6 },
      schedule: 'constant',
      epochs: 1,
      seeds: null,
      rampSteps: null,
      unstated: [
        ...unstated,
        'learning rates',
        'seeds',
        "SingLoRA's own alpha and ramp",
        'what short rows are filled with (a token of its own, in the code of LoRA+)',
      ],
    },
  },
};

function protocolOf(task: TaskName, model: ModelProtocol): GlueProtocol {
  const { shared, epochs, table, rates } = model;
  const own = rates[task];
  return {
    ...shared,
    reported: own ? table : null,
    learningRates: own ?? rates.mnli,
    epochs: epochs[task] ?? shared.epochs,
    unstated: own
      ? shared.unstated
      : [...shared.unstated, "the learning rates of this task (MNLI's stand in)"],
  };
}

/** As Object.fromEntries, with the keys' type. */
function byKey<K extends string, V>(keys: Readonly<Record<K, unknown>>, value: (key: K) => V) {
  return Object.fromEntries((Object.keys(keys) as K[]).map((key) => [key, value(key)])) as Readonly<
    Record<K, V>
  >;
}

/**
 * The paper's protocol by task and model. A pair that it has no numbers for gets the protocol of the model's other
 * tasks, with `reported` null and the rates of MNLI, which its `unstated` says.
 */
export const paperProtocol: Readonly<Record<TaskName, Readonly<Record<PaperModel, GlueProtocol>>>> =
  byKey(tasks, (task) => byKey(models, (model) => protocolOf(task, models[model])));
