import { bert } from '../encoder/bert.ts';
import { distilbert } from '../encoder/distilbert.ts';
import { gpt2 } from '../decoder/gpt2.ts';
import { llama, mistral, qwen2 } from '../decoder/llama.ts';
import { mpnet } from '../encoder/mpnet.ts';
import { roberta } from '../encoder/roberta.ts';
import type { ClassifierArchitecture } from './blueprint.ts';

/** The architectures of sequence classifiers. */
export const architectures: readonly ClassifierArchitecture[] = [
  bert,
  roberta,
  distilbert,
  mpnet,
  gpt2,
  llama,
  mistral,
  qwen2,
];
