import type { PaperModelName } from './paper.ts';

/**
 * The SHA-256 of files that together hold all weights of one of the paper's models, for each published form. For RoBERTa-base and
 * GPT-2 these are the Hub's `model.safetensors` and `pytorch_model.bin` (FacebookAI/roberta-base at e2da8e2f811d,
 * openai-community/gpt2 at 607a30d783df). The original LLaMA-7B is not on the Hub. Its hashes are those of the two shards that
 * transformers' own script converts it to. Two converters published the same hashes (github.com/susumuota/local-llm-setup and the
 * documentation of Pygmalion), and elinas/llama-7b-hf-transformers-4.29 holds these files.
 */
export const knownWeights: Readonly<Record<PaperModelName, readonly (readonly string[])[]>> = {
  'roberta-base': [
    ['5bde1d28afb363d0103324efeb5afc8b2b397fe5e04beabb9b1ef355255ade81'],
    ['278b7a95739c4392fae9b818bb5343dde20be1b89318f37a6d939e1e1b9e461b'],
  ],
  gpt2: [
    ['248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707'],
    ['7c5d3f4b8b76583b422fcb9189ad6c89d5d97a094541ce8932dce3ecabde1421'],
  ],
  'llama-7b': [
    [
      '0087155d6df07106c1d910bfeb6aab1be8e612dfbf2b56ddfb4ccbde7dbd50d0',
      '461bc5e50200db7813ff99cc0b9316c48ccbd6aaaa31bf8cf7bee0b64bc3eda3',
    ],
  ],
};

/**
 * The rows of the paper's GLUE tasks, from nyu-mll/glue: SHA-256 of the training file and of the
 * dev files that decide, which the Hub states at commit bcdcba79d07b.
 */
export const knownRows: Readonly<Record<string, readonly string[]>> = {
  qqp: [
    '4d6f02e643f7c36e9a4f7d4971a5ee9bd74063a319452fe6c87850c739774cd7',
    'efd86a539c412d74874ee451573d7bd142f56c47fe36de033b9f367d8bb0fa71',
  ],
  qnli: [
    'ebc7cb70a5bbde0b0336c3d51f31bb4df4673e908e8874b090b52169b1365c6c',
    'e69311b81dc65589286091d9905a27617a90436dd215c7a59832fa8f4f336169',
  ],
  mnli: [
    '49a4a5508b89b8fed2c6e81d2c47d00f4759050a7048c6cc5d95d31122ced3c1',
    '7f918c09d9c35446b8e8f06a5672f8ab704e2897fecbf52e2e154141f3d7c421',
  ],
};
