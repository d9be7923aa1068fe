/** Where one split of a task lies in each of GLUE's two layouts, and how many rows GLUE has there. */
export interface GlueSplit {
  /** in words, as in "10,471 of GLUE's 392,702 training rows" */
  readonly title: string;
  /** path inside the Hub's data set */
  readonly parquet: string;
  /** file name in GLUE's own download */
  readonly tsv: string;
  /** labelled rows in the official split */
  readonly rows: number;
}

/** A layout's column names: one or two texts, and the label. */
export interface GlueColumns {
  readonly texts: readonly [string] | readonly [string, string];
  readonly label: string;
}

export interface GlueTask {
  readonly name: string;
  readonly title: string;
  /** class names in the order of GLUE's label ids */
  readonly labels: readonly string[];
  readonly metric: 'accuracy';
  readonly columns: { readonly parquet: GlueColumns; readonly tsv: GlueColumns };
  readonly splits: { readonly train: GlueSplit; readonly dev: GlueSplit };
}

/** The Hub's data set that all tasks are files of. */
export const glueRepository = 'nyu-mll/glue';

/** The tasks by name. Row counts are those of the official splits. */
export const tasks = {
  mnli: {
    name: 'mnli',
    title: 'MNLI',
    labels: ['entailment', 'neutral', 'contradiction'],
    metric: 'accuracy',
    columns: {
      parquet: { texts: ['premise', 'hypothesis'], label: 'label' },
      tsv: { texts: ['sentence1', 'sentence2'], label: 'gold_label' },
    },
    splits: {
      train: {
        title: 'training',
        parquet: 'mnli/train-00000-of-00001.parquet',
        tsv: 'train.tsv',
        rows: 392_702,
      },
      dev: {
        title: 'dev matched',
        parquet: 'mnli/validation_matched-00000-of-00001.parquet',
        tsv: 'dev_matched.tsv',
        rows: 9_815,
      },
    },
  },
} as const satisfies Record<string, GlueTask>;

export type TaskName = keyof typeof tasks;
