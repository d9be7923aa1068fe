import { paper, type PaperModelName } from './paper.ts';

/** A model's sizes, as its configuration says them. */
export interface ModelShape {
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  /** of its attention */
  readonly heads: number;
  readonly intermediateSize: number;
}

interface KnownModel {
  readonly shape: ModelShape;
  /** SHA-256 of files that hold all of its weights */
  readonly weights: readonly string[];
}

/**
 * How the paper's models are known. Hashes are those that the Hub states of `model.safetensors` and
 * `pytorch_model.bin`: of FacebookAI/roberta-base at its commit e2da8e2f811d, of openai-community/gpt2 at 607a30d783df. No hash
 * is stated of LLaMA-7B: the original is not on the Hub, and copies are converted and cut in several ways.
 */
const known: Readonly<Record<PaperModelName, KnownModel>> = {
  'roberta-base': {
    shape: {
      vocabularySize: 50_265,
      hiddenSize: 768,
      layers: 12,
      heads: 12,
      intermediateSize: 3072,
    },
    weights: [
      '5bde1d28afb363d0103324efeb5afc8b2b397fe5e04beabb9b1ef355255ade81',
      '278b7a95739c4392fae9b818bb5343dde20be1b89318f37a6d939e1e1b9e461b',
    ],
  },
  gpt2: {
    shape: {
      vocabularySize: 50_257,
      hiddenSize: 768,
      layers: 12,
      heads: 12,
      intermediateSize: 3072,
    },
    weights: [
      '248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707',
      '7c5d3f4b8b76583b422fcb9189ad6c89d5d97a094541ce8932dce3ecabde1421',
    ],
  },
  'llama-7b': {
    shape: {
      vocabularySize: 32_000,
      hiddenSize: 4096,
      layers: 32,
      heads: 32,
      intermediateSize: 11_008,
    },
    weights: [],
  },
};

const names = Object.keys(paper.models) as PaperModelName[];

/** Which of the paper's models some files are, by the SHA-256 of the weights among them. */
export function paperModelOfWeights(
  sha256: Readonly<Record<string, string>>,
): PaperModelName | undefined {
  const hashes = new Set(Object.values(sha256));
  return names.find((name) => known[name].weights.some((hash) => hashes.has(hash)));
}

/** Which of the paper's models has these sizes. */
export function paperModelOfShape(shape: ModelShape): PaperModelName | undefined {
  const sizes = Object.keys(shapeOf(names[0] as PaperModelName)) as (keyof ModelShape)[];
  return names.find((name) => sizes.every((size) => shapeOf(name)[size] === shape[size]));
}

const shapeOf = (name: PaperModelName): ModelShape => known[name].shape;
