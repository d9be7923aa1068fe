import { readFileSync } from 'node:fs';

/** The paper's language models. */
export type PaperModelName = 'roberta-base' | 'gpt2' | 'llama-7b';

/** One of the paper's models. */
export interface PaperModel {
  readonly title: string;
  /** its id on the Hugging Face Hub */
  readonly repository: string;
  /** the modules that the paper adapts */
  readonly targetModules: readonly string[];
  readonly layers: number;
  /** the adapted projections of one layer as [in, out] */
  readonly projections: readonly (readonly [number, number])[];
}

/** One entry of the paper's tables of language tasks. */
export interface PaperRow {
  readonly model: PaperModelName;
  readonly task: string;
  readonly method: string;
  /** one rate, or LoRA+'s two */
  readonly learningRates?: readonly [number] | readonly [number, number];
  /** accuracy in percent, as printed */
  readonly value: number;
  /** parameters as printed */
  readonly params: number;
}

interface PaperTable {
  readonly source: string;
  readonly rank: number;
  readonly rows: readonly PaperRow[];
}

/** A row of the paper's table of faces, as printed: 40 generated faces, and adapters with equal numbers of parameters. */
export interface PaperFacesRow {
  readonly method: string;
  readonly rank: number;
  readonly dino: number;
}

/** A row of the paper's DreamBooth table, as printed: mean scores over 30 subjects. */
interface PaperDreamBoothRow extends PaperFacesRow {
  /** parameters as printed */
  readonly params: number;
  /** CLIP-I */
  readonly clipImage: number;
  /** CLIP-T */
  readonly clipText: number;
}

/** The paper's printed numbers: its models, its tables, and its text on three of its figures. */
export interface Paper {
  readonly title: string;
  readonly arxiv: string;
  readonly models: Readonly<Record<PaperModelName, PaperModel>>;
  readonly glue: PaperTable;
  readonly llama: PaperTable;
  readonly dreambooth: { readonly source: string; readonly rows: readonly PaperDreamBoothRow[] };
  readonly faces: {
    readonly source: string;
    readonly subjects: number;
    readonly rows: readonly PaperFacesRow[];
  };
  /** The abstract's statements on the tables. */
  readonly abstract: {
    /** the gain in DINO over the baseline */
    readonly dinoGainPercent: number;
    /** the number of parameters as a share of the baseline's, on LLaMA-7B */
    readonly llamaParameterPercent: number;
  };
  /** The text's statements on the figures, whose curves are not given as numbers. */
  readonly figures: {
    readonly 'synthetic-attention': {
      readonly source: string;
      /** the number of rows and columns of both weights */
      readonly size: number;
      readonly steps: number;
      readonly seeds: number;
      readonly learningRate: number;
      /** the approximate final loss, by method */
      readonly finalLoss: Readonly<Record<string, number>>;
    };
    readonly 'lr-sensitivity': {
      readonly source: string;
      readonly model: PaperModelName;
      readonly task: string;
      readonly learningRates: readonly [number, number];
      /** the highest minus the lowest accuracy over the rates, in percentage points, by method */
      readonly spreadPercent: Readonly<Record<string, number>>;
    };
    readonly 'ramp-up': {
      readonly source: string;
      readonly model: PaperModelName;
      /** the shortest and the longest T, in percent of the steps */
      readonly rampPercent: readonly [number, number];
    };
  };
}

/** The paper's numbers, as printed. */
export const paper = JSON.parse(
  readFileSync(new URL('./printed.json', import.meta.url), 'utf8'),
) as Paper;

/** The rows of both tables, each with its rank and its source. */
export const paperRows = [paper.glue, paper.llama].flatMap(({ rows, rank, source }) =>
  rows.map((row) => ({ ...row, rank, source })),
);

/** The methods that the paper compares, in the order of its tables. */
export const paperMethods: readonly string[] = [...new Set(paperRows.map(({ method }) => method))];

/** The method that the paper proposes: with several methods, a page's verdict is about this one. */
export const headlineMethod = 'singlora';

/** The method that others are compared with. */
export const baselineMethod = 'lora';

/** The methods that the paper compares with the headline method, without the baseline. */
export const paperRivals = paperMethods.filter(
  (method) => method !== headlineMethod && method !== baselineMethod,
);
