import { knownRows, knownWeights } from './known-weights.ts';
import { paper, type PaperModelName } from './paper.ts';

/** A model's dimensions, as in its configuration. */
export interface ModelShape {
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  /** the number of attention heads */
  readonly heads: number;
  readonly intermediateSize: number;
}

const base = { hiddenSize: 768, layers: 12, heads: 12, intermediateSize: 3072 };
/** The dimensions of the paper's language models. */
const shapes: Readonly<Record<PaperModelName, ModelShape>> = {
  'roberta-base': { ...base, vocabularySize: 50_265 },
  gpt2: { ...base, vocabularySize: 50_257 },
  'llama-7b': {
    vocabularySize: 32_000,
    hiddenSize: 4096,
    layers: 32,
    heads: 32,
    intermediateSize: 11_008,
  },
};

const names = Object.keys(paper.models) as PaperModelName[];

/** The paper's model that some files hold, by the SHA-256 of the weight files among them; undefined where it is none. */
export function paperModelOfWeights(
  sha256: Readonly<Record<string, string>>,
): PaperModelName | undefined {
  return names.find((name) => isOfPaper(name, sha256));
}

/** Whether some files hold all weights of one of the paper's models, by SHA-256 and whatever their names. */
export function isOfPaper(
  name: keyof typeof knownWeights,
  sha256: Readonly<Record<string, string>>,
): boolean {
  return knownWeights[name].some((files) => holdsAll(sha256, files));
}

/** The paper's model with these dimensions; undefined where there is none. */
export function paperModelOfShape(shape: ModelShape): PaperModelName | undefined {
  const sizes = Object.keys(shapes.gpt2) as (keyof ModelShape)[];
  return names.find((name) => sizes.every((size) => shapes[name][size] === shape[size]));
}

/** Whether some files are GLUE's rows of one of the paper's tasks, by SHA-256. */
export function areOfGlue(task: string, sha256: Readonly<Record<string, string>>): boolean {
  const files = knownRows[task];
  return files !== undefined && holdsAll(sha256, files);
}

function holdsAll(sha256: Readonly<Record<string, string>>, files: readonly string[]): boolean {
  const hashes = new Set(Object.values(sha256));
  return files.every((hash) => hashes.has(hash));
}
