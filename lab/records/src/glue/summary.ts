/** Values that occur once in a GLUE run's summary. */
export interface GlueSizes {
  readonly trainRows: number;
  readonly truncatedTrainRows: number;
  /** the number of trained parameters, the head's included */
  readonly trainableParameters: number;
  readonly adapterParameters: number;
  /** the model's parameters, including the head's */
  readonly totalParameters: number;
}

/** The cost of training. */
export interface GlueTraining {
  readonly steps: number;
  readonly trainSeconds: number;
}

/** The keys of a split's values in the summary. */
export const glueScore = {
  /** the metric itself, in its own unit: a fraction of 1, or a correlation */
  score: (split: string, metric: string) => `${split}/${metric}`,
  /** the standard error due to the choice of the rows */
  standardError: (split: string, metric: string) => `${split}/${metric}/standardError`,
  /** the score of always giving the most frequent answer */
  baseline: (split: string, metric: string) => `${split}/${metric}/baseline`,
  /** mean over the rows */
  loss: (split: string) => `${split}/loss`,
  /** how many rows were scored */
  rows: (split: string) => `${split}/rows`,
  /** how many of those exceeded the maximum input length and were truncated */
  truncatedRows: (split: string) => `${split}/truncatedRows`,
  /** the time that scoring took */
  seconds: (split: string) => `${split}/seconds`,
} as const;

/** The split of held-out training rows that a search's trials are scored on. */
export const holdout = 'holdout';

/** The split of training rows that no run trains on, for tasks with few dev rows; it takes precedence over those. */
export const spare = 'spare';

type Summary = Readonly<Record<string, number>>;

/** One of the values that occur once; undefined where the run does not have it. */
export const glueNumber = (summary: Summary, name: keyof GlueSizes | keyof GlueTraining) =>
  summary[name];

/** The splits that a run was scored on: spare rows first, MNLI's matched rows before the mismatched ones. */
export function scoredSplits(summary: Summary): string[] {
  const found = Object.keys(summary).flatMap((key) => /^([^/]+)\/rows$/.exec(key)?.slice(1) ?? []);
  return found.sort(
    (a, b) => Number(b === spare) - Number(a === spare) || (a < b ? -1 : Number(a > b)),
  );
}

/** A metric on a split, if it is a number. */
export function scoreOf(summary: Summary, split: string, metric: string): number | undefined {
  const value = summary[glueScore.score(split, metric)];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** The file with the hash of the ordered indices of the training rows. */
export const trainedRowsFile = 'trained-rows.json';
