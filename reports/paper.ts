import { readFileSync } from 'node:fs';

/** A GLUE task as the paper and GLUE itself have it. */
export interface PaperTask {
  readonly title: string;
  readonly describes: string;
  /** Labelled rows in GLUE's own splits. */
  readonly trainRows: number;
  readonly devRows: number;
  readonly devTitle: string;
}

/** What the paper states of one setting; `value` is null where it does not settle it. */
export interface Stated {
  readonly text: string;
  readonly value: unknown;
}

/** The adapted projections of one layer as [in, out]. */
export interface PaperModel {
  readonly title: string;
  readonly layers: number;
  readonly projections: readonly (readonly [number, number])[];
}

export interface PaperRow {
  readonly model: string;
  readonly task: string;
  readonly method: string;
  /** One rate, or LoRA+'s two. */
  readonly lr?: readonly number[];
  /** Accuracy in percent, as printed. */
  readonly value: number;
  /** Parameters as printed. */
  readonly params: number;
}

export interface Paper {
  readonly title: string;
  readonly arxiv: string;
  readonly tasks: Readonly<Record<string, PaperTask>>;
  readonly protocol: Readonly<Record<string, Stated>>;
  readonly models: Readonly<Record<string, PaperModel>>;
  readonly glue: {
    readonly source: string;
    readonly rank: number;
    readonly rows: readonly PaperRow[];
  };
  readonly llama: {
    readonly source: string;
    readonly rank: number;
    readonly rows: readonly PaperRow[];
  };
}

/** The paper's numbers and protocol, as printed. */
export const paper = JSON.parse(
  readFileSync(new URL('./paper.json', import.meta.url), 'utf8'),
) as Paper;
