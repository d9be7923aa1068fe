import type { Assets } from './assets.ts';

/** Repositories that had no owner in the Hub's first years: their current ids by the old ones. The Hub redirects; a cache does not. */
const moved: Readonly<Record<Assets['kind'], Readonly<Record<string, string>>>> = {
  model: {
    'bert-base-uncased': 'google-bert/bert-base-uncased',
    'distilbert-base-uncased': 'distilbert/distilbert-base-uncased',
    gpt2: 'openai-community/gpt2',
    'roberta-base': 'FacebookAI/roberta-base',
  },
  dataset: { glue: 'nyu-mll/glue' },
};

/** The id itself, then other ids under which a cache may hold the same repository. */
export function idsOf(kind: Assets['kind'], id: string): [string, ...string[]] {
  const pairs = Object.entries(moved[kind]);
  const others = pairs.flatMap((pair) =>
    pair.includes(id) ? pair.filter((one) => one !== id) : [],
  );
  return [id, ...others];
}
