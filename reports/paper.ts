import { readFileSync } from 'node:fs';

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
  /** Of RoBERTa-base on GLUE. */
  readonly protocol: Readonly<Record<string, Stated>>;
  /** What is otherwise for another model, and the epochs of another task. */
  readonly protocolOf: Readonly<Record<string, Readonly<Record<string, Stated>>>>;
  readonly epochsOf: Readonly<Record<string, number>>;
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
  readonly figures: {
    readonly 'lr-sensitivity': {
      readonly source: string;
      readonly model: string;
      readonly task: string;
      readonly learningRates: readonly [number, number];
      /** Largest less smallest accuracy over the rates, in percentage points, by method. */
      readonly spreadPercent: Readonly<Record<string, number>>;
    };
    readonly 'ramp-up': {
      readonly source: string;
      readonly model: string;
      /** The shortest and the longest T, in percent of the steps. */
      readonly rampPercent: readonly [number, number];
    };
  };
}

/** The paper's numbers and protocol, as printed. */
export const paper = JSON.parse(
  readFileSync(new URL('./paper.json', import.meta.url), 'utf8'),
) as Paper;

/** The paper's rows of both tables, each with its rank and its place. */
export const paperRows = [paper.glue, paper.llama].flatMap(({ rows, rank, source }) =>
  rows.map((row) => ({ ...row, rank, source })),
);

/** What the paper states of training one of its models on a task. */
export function paperProtocol(model: string, task: string): Readonly<Record<string, Stated>> {
  const epochs = paper.epochsOf[task];
  return {
    ...paper.protocol,
    ...(epochs === undefined ? {} : { epochs: { text: String(epochs), value: epochs } }),
    ...paper.protocolOf[model],
  };
}
