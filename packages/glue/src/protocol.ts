/** How the paper says it trained on GLUE, as data. */
export interface GlueProtocol {
  readonly source: string;
  readonly model: string;
  readonly targetModules: readonly string[];
  readonly rank: number;
  readonly alpha: number;
  readonly optimizer: { readonly betas: readonly [number, number]; readonly epsilon: number };
  readonly schedule: 'linear';
  readonly warmupSteps: number;
  /** in tokens */
  readonly maxLength: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seeds: number;
  readonly precision: 'half';
  /** by method */
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

/** MNLI with RoBERTa-base: table 1, "strictly following" the protocol of LoRA+ (arXiv 2402.12354). */
export const paperProtocol: Readonly<Record<'mnli', GlueProtocol>> = {
  mnli: {
    source: 'arXiv 2507.05566v1, table 1 and appendix; arXiv 2402.12354v2',
    model: 'roberta-base',
    targetModules: ['query', 'value'],
    rank: 8,
    alpha: 8,
    optimizer: { betas: [0.9, 0.99], epsilon: 1e-8 },
    schedule: 'linear',
    warmupSteps: 0,
    maxLength: 128,
    batchSize: 32,
    epochs: 3,
    seeds: 3,
    precision: 'half',
    learningRates: {
      lora: { rate: 4e-4 },
      'lora+': { rate: 5e-5, rateB: 4e-3 },
      dora: { rate: 5e-4 },
      singlora: { rate: 1e-3 },
    },
    rampSteps: 1_000,
    unstated: ['weight decay', 'gradient clipping', 'dropout', 'rate of the classification head'],
  },
};
