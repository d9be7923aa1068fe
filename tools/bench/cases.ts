import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordOf } from '@singlora/records';

/** A config.json's content with a title, for a model with random weights. */
interface RandomModel {
  readonly title: string;
  readonly config: object;
}

/** A case of the step benchmark. */
export interface StepCase extends Omit<
  RecordOf<'step'>['setting'],
  'model' | 'weights' | 'threads'
> {
  /** A checkpoint of the Hub, or a model with random weights. */
  readonly model: string | RandomModel;
  /** The method's name on PyTorch's side, if it differs. */
  readonly against?: string;
  /** Whether it is also compared with PyTorch's graphs by `torch.compile`, which take a minute to build. */
  readonly alsoCompiled?: true;
}

/** The content of a config.json in `models`. */
export const configOf = <Config extends object>(name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'models', `${name}.json`), 'utf8')) as Config;

const robertaBase = { title: 'RoBERTa-base’s shape', config: configOf('roberta-base-shape') };
const smollm2 = { title: 'SmolLM2-135M’s shape', config: configOf('smollm2-135m-shape') };
const minilm = 'sentence-transformers/all-MiniLM-L6-v2';

/** Settings that cases share. */
export const standard = {
  model: minilm,
  method: 'lora',
  batch: 32,
  length: 48,
  pass: 'train',
  dropout: 'off',
  tokensThroughLastLayer: 'first',
  rank: 8,
  alpha: 8,
} as const satisfies StepCase;

/** The cases by name, as in `--case=minilm-32x48`. */
export const stepCases: Readonly<Record<string, StepCase>> = {
  'minilm-32x48': { ...standard, alsoCompiled: true },
  'minilm-32x128': { ...standard, length: 128 },
  'minilm-32x48-all-tokens': { ...standard, tokensThroughLastLayer: 'all' },
  'minilm-32x128-all-tokens': { ...standard, length: 128, tokensThroughLastLayer: 'all' },
  'minilm-32x48-dropout': { ...standard, dropout: 'own' },
  'minilm-32x48-forward': { ...standard, pass: 'forward' },
  'minilm-32x48-dora': { ...standard, method: 'dora' },
  'minilm-32x48-singlora': { ...standard, method: 'singlora' },
  'minilm-32x48-peft-singlora': { ...standard, method: 'singlora', against: 'peft-singlora' },
  'roberta-base-16x64': { ...standard, model: robertaBase, batch: 16, length: 64 },
  'smollm2-8x48': { ...standard, model: smollm2, batch: 8 },
};

/** The rows of an epoch, truncated to this many tokens. */
export const mnli = { ...standard, task: 'mnli', maxLength: 128 } as const;

/** The same case at a size that takes seconds: two short rows, and a reduced model with random weights. */
export function tinyCase(one: StepCase): StepCase {
  const { model } = one;
  const small = { num_hidden_layers: 2, vocab_size: 500 };
  return {
    ...one,
    batch: 2,
    length: 8,
    model: typeof model === 'string' ? model : { ...model, config: { ...model.config, ...small } },
  };
}

export type PeakAsked = ReturnType<typeof peakAsked>;

/** The matrix products to time for the processor's peak speed; `widths` are inputs of weights with four times as many outputs. */
export const peakAsked = (isTiny: boolean) =>
  isTiny ? { rounds: 1, widths: [64] } : { rounds: 12, widths: [384, 768, 1024] };
