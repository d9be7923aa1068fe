import type { MetricName } from '@singlora/statistics';

/** One split of a task, and where each layout of GLUE keeps it. */
export interface GlueSplit {
  /** as in the Hub's file names: `train`, `validation`, `validation_matched`, `test`, … */
  readonly name: string;
  /** in words, as in "10,471 of GLUE's 392,702 training rows" */
  readonly title: string;
  /** in the official split */
  readonly rows: number;
  /** path inside the Hub's data set */
  readonly parquet: string;
  /** in GLUE's own download, the first that is there */
  readonly tsv: readonly SourceFile[];
  /** file names that people give it as JSON lines, the first that is there */
  readonly jsonl: readonly string[];
}

/** A test split: its labels are GLUE's secret. */
export interface TestSplit extends GlueSplit {
  /** the file that GLUE's site takes its predictions in */
  readonly submission: string;
}

/** A tab-separated file of GLUE's own download, and which of its rows belong to the split. */
export interface SourceFile {
  readonly name: string;
  /** the columns, where no header line names them */
  readonly header?: readonly string[];
  /** only those rows whose pair of `columns` is among the rows of the file `ids` beside it, or is not */
  readonly only?: {
    readonly ids: string;
    readonly columns: readonly [string, string];
    readonly listed: boolean;
  };
}

/** A layout's column names: one or two texts, the label, and GLUE's index, which a file may lack. */
export interface GlueColumns {
  readonly texts: readonly [string] | readonly [string, string];
  readonly label: string;
  readonly index: string;
}

/** One of GLUE's tasks (arXiv 1804.07461): what it asks, how it is scored, and where its rows are. */
export interface GlueTask {
  readonly name: string;
  /** as GLUE writes it; also the folder of its own download */
  readonly title: string;
  /** the question that a row asks, in a sentence */
  readonly describes: string;
  /** the Hub's data set that its files are in */
  readonly repository: string;
  /** class names in the order of GLUE's label ids; none for a regression */
  readonly labels: readonly string[];
  readonly objective: 'classification' | 'regression';
  /** the least and the greatest target of a regression */
  readonly range?: readonly [number, number];
  /** the first is the headline */
  readonly metrics: readonly [MetricName, ...MetricName[]];
  readonly columns: { readonly hub: GlueColumns; readonly tsv: GlueColumns };
  /** some releases have lines with too few fields, which GLUE's own numbers leave out */
  readonly hasDamagedLines?: boolean;
  readonly splits: {
    readonly train: GlueSplit;
    /** the first is the one that papers report */
    readonly dev: readonly [GlueSplit, ...GlueSplit[]];
    readonly test: readonly TestSplit[];
  };
  /** what GLUE's site takes as predictions: the classes' names, or their ids or the value itself */
  readonly submits: 'name' | 'number';
  /** the file of built-in pairs that are examples of the task, where there is one */
  readonly builtIn?: 'three-labels' | 'two-labels';
}
