import type { GgufFile } from '@singlora/core/formats';
import { splitGguf, unsupportedGguf } from '../errors.ts';

/** How llama.cpp stores the models of one of its architectures. */
interface GgufFamily {
  /** The prefix of its metadata keys: the architecture's name. */
  readonly prefix: string;
  /** The `model_type` of the config.json that it was made from, or that describes the same model. */
  readonly modelType: string;
  /** Whether the rows of queries and keys are interleaved, head by head. */
  readonly interleaved: boolean;
}

/** `llama` is LLaMA and every model that differs only in size, such as Mistral and SmolLM. */
const families: readonly GgufFamily[] = [
  { prefix: 'llama', modelType: 'llama', interleaved: true },
  { prefix: 'qwen2', modelType: 'qwen2', interleaved: false },
];

/** @throws {ModelError} `MODEL_UNSUPPORTED` */
export function ggufFamily({ where, metadata }: GgufFile): GgufFamily {
  const parts = metadata.number('split.count') ?? 1;
  if (parts > 1) throw splitGguf(where, parts);
  const architecture = metadata.string('general.architecture');
  const family = families.find(({ prefix }) => prefix === architecture);
  if (family) return family;
  const supported = families.map(({ prefix }) => prefix);
  throw unsupportedGguf(where, architecture, supported);
}
