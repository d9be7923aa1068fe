import type { Architecture } from './architecture.ts';
import { bert } from './bert.ts';
import { parseEncoderConfig, type EncoderConfig } from './encoder-config.ts';
import { unsupportedArchitecture } from './errors.ts';
import { roberta } from './roberta.ts';

const architectures: readonly Architecture[] = [bert, roberta];

/**
 * The architecture and the configuration that a config.json describes; `source` names it in errors.
 * @throws {ModelError} `MODEL_UNSUPPORTED` for another `model_type`, `MODEL_CONFIG` for wrong fields
 */
export function describedModel(
  source: string,
  json: unknown,
): { architecture: Architecture; config: EncoderConfig } {
  const modelType = (json as { model_type?: unknown } | null)?.model_type;
  const architecture = architectures.find((known) => known.modelType === modelType);
  if (!architecture) {
    const supported = architectures.map((known) => known.modelType);
    throw unsupportedArchitecture(source, modelType, supported);
  }
  return { architecture, config: parseEncoderConfig(source, json) };
}
