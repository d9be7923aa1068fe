import type { Architecture, Blueprint } from './architecture.ts';
import { bert } from './encoder/bert.ts';
import { distilbert } from './encoder/distilbert.ts';
import { unsupportedArchitecture } from './errors.ts';
import { gpt2 } from './decoder/gpt2.ts';
import { llama, mistral, qwen2 } from './decoder/llama.ts';
import { roberta } from './encoder/roberta.ts';

const architectures: readonly Architecture[] = [
  bert,
  roberta,
  distilbert,
  gpt2,
  llama,
  mistral,
  qwen2,
];

/**
 * The model that a config.json describes; `source` names it in errors, and `dropout` replaces all of
 * its dropout rates.
 * @throws {ModelError} `MODEL_UNSUPPORTED` for another `model_type`, `MODEL_CONFIG` for wrong fields
 */
export function describedModel(source: string, json: unknown, dropout?: number): Blueprint {
  const modelType = (json as { model_type?: unknown } | null)?.model_type;
  const architecture = architectures.find(({ modelTypes }) =>
    modelTypes.includes(modelType as string),
  );
  if (!architecture) {
    const supported = architectures.flatMap(({ modelTypes }) => modelTypes);
    throw unsupportedArchitecture(source, modelType, supported);
  }
  return architecture.read(source, json, dropout);
}
