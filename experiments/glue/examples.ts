import { templates, tokenizeRows, type Row } from '@singlora/glue';
import type { GlueAssets } from './assets.ts';
import type { TokenizedSplit } from './tokenized-split.ts';
import { once } from '../training/keeping.ts';
import { type GlueRunConfig, holdout, spare } from '@singlora/records';
import { sampled, setApart, trainedRows } from './trained-rows.ts';

export interface RunExamples {
  readonly train: TokenizedSplit;
  /** the splits that the run is scored on: the dev splits, or a trial's held-out rows */
  readonly scored: readonly TokenizedSplit[];
  /** the unlabelled splits that it predicts for GLUE's server */
  readonly test: readonly TokenizedSplit[];
}

/** The settings that determine a run's rows and tokens. */
export const sampleOf = (config: GlueRunConfig): string => {
  const { trainRows, evalRows, spareRows, spareBy, template, maxLength } = config;
  const { purpose, search, submission } = config;
  const settings = [trainRows, evalRows, spareRows, spareBy, template, maxLength, purpose, search];
  return JSON.stringify([...settings, submission]);
};

/**
 * A run's rows as tokens. Samples depend only on their size and split, so every seed and method sees the same rows. A
 * trial's held-out rows are part of the rows that results are trained on; spare rows are part of neither.
 */
export async function examplesOf(assets: GlueAssets, config: GlueRunConfig): Promise<RunExamples> {
  const { rows } = assets;
  const { maxLength } = config;
  const format = { template: templates[config.template], maxLength };
  const tokenized = async (name: string, chosen: readonly Row[]): Promise<TokenizedSplit> => ({
    name,
    rows: chosen,
    ...(await tokenizeRows(chosen, assets.tokenizer, format)),
  });
  // The evaluator requires labels, but never reads those of test rows.
  const unlabelled = async (name: string, chosen: readonly Row[]): Promise<TokenizedSplit> => {
    const split = await tokenized(name, chosen);
    return { ...split, examples: split.examples.map((example) => ({ ...example, label: 0 })) };
  };
  const all = (splits: Readonly<Record<string, readonly Row[]>>) =>
    Promise.all(
      Object.entries(splits).map(([name, split]) =>
        tokenized(name, sampled(name, split, config.evalRows)),
      ),
    );

  const { trained: chosen, spares } = trainedRows(rows.train, config);
  if (config.purpose === 'trial' && config.search) {
    const { holdoutRows, trialRows } = config.search;
    const { rest, held } = setApart(holdout, chosen, holdoutRows);
    const tried = trialRows === 'rest' ? rest : sampled('trial', rest, trialRows);
    const within = once(() => tokenized('train', chosen));
    return {
      train: { ...(await tokenized('train', tried)), within },
      scored: [{ ...(await tokenized(holdout, held)), within }],
      test: [],
    };
  }
  return {
    train: await tokenized('train', chosen),
    scored: [...(await all(rows.dev)), ...(spares ? [await tokenized(spare, spares)] : [])],
    test: config.submission
      ? await Promise.all(Object.entries(rows.test).map(([name, split]) => unlabelled(name, split)))
      : [],
  };
}
