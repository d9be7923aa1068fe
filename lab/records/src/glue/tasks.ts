import { holdout, spare } from './summary.ts';
import {
  taskDescription,
  type DescribedFile,
  type TaskColumns,
  type TaskDescription,
} from './description.ts';
import { taskOf, type GlueTask } from './task.ts';

type Texts = [string] | [string, string];

/** The fields that differ between GLUE's tasks (arXiv 1804.07461). */
interface Own extends Omit<
  TaskDescription,
  'title' | 'repository' | 'files' | 'columns' | 'elsewhere'
> {
  readonly rows: Record<string, number>;
  /** the columns of its texts on the Hub */
  readonly texts: Texts;
  /** the columns of GLUE's own download: the label, the texts */
  readonly tsv: readonly [label: string, ...texts: Texts];
  /** its files there, where they differ from train.tsv, dev.tsv and test.tsv */
  readonly download?: Readonly<Record<string, (string | DescribedFile)[]>>;
}

/** For tasks where some files number their rows and others do not. */
const perhapsNumbered = (columns: TaskColumns & { id: string }): TaskColumns[] => [
  columns,
  { texts: columns.texts, label: columns.label },
];

/** Common column names for one text or two. */
const plain = { 1: [['sentence'], ['text']], 2: [['sentence1', 'sentence2']] } as const;

const dev = (split: string) => split.replace('validation', 'dev');

/** A task with its rows in files of the Hub's nyu-mll/glue, of GLUE's own download, or of JSON lines. */
function glue(name: string, title: string, { texts, tsv, download, ...own }: Own): TaskDescription {
  const splits = Object.keys(own.rows);
  const named = <T>(of: (split: string) => T) =>
    Object.fromEntries(splits.map((split) => [split, of(split)]));
  const columns = { texts, label: 'label', id: 'idx' };
  const parquet = (split: string) => `${split}-00000-of-00001.parquet`;
  const [label, ...texted] = tsv;
  const ofDownload = {
    files: named((split) => download?.[split] ?? [`${dev(split)}.tsv`]),
    columns: perhapsNumbered({ texts: texted, label, id: 'index' }),
  };
  const lines = {
    files: named((split) => [...new Set([`${split}.jsonl`, `${dev(split)}.jsonl`])]),
    columns: [texts, ...plain[texts.length]].flatMap((all) =>
      perhapsNumbered({ ...columns, texts: all }),
    ),
  };
  return {
    ...own,
    title,
    repository: 'nyu-mll/glue',
    columns,
    files: named((split) => `${name}/${parquet(split)}`),
    elsewhere: [
      { files: named(parquet), columns: [columns] },
      ofDownload,
      { folder: title, ...ofDownload },
      lines,
      { folder: name, ...lines },
    ],
  };
}

/** The classes in the order of GLUE's ids; files write them as numbers or as names. */
const classes = (...names: string[]) => names.map((name, id) => [name, id]);

/** CoLA's labelled files have no header; their columns are source, label, the author's mark, sentence. */
const cola = (path: string): DescribedFile => ({ path, columns: { texts: [3], label: 1 } });

/** MRPC in Microsoft's release: GLUE's dev rows are among the training rows and are listed by their ids. */
const paraphrases = (listed: boolean): DescribedFile => ({
  path: 'msr_paraphrase_train.txt',
  only: { ids: 'dev_ids.tsv', columns: ['#1 ID', '#2 ID'], listed },
});

/** The tasks in the order of GLUE's own tables. Row counts are those of the official splits; label ids and columns those of the Hub. */
const all = {
  cola: glue('cola', 'CoLA', {
    describes: 'A sentence: would a linguist call it acceptable English?',
    labels: classes('unacceptable', 'acceptable'),
    metrics: ['matthews'],
    texts: ['sentence'],
    tsv: ['label', 'sentence'],
    download: { train: [cola('train.tsv')], validation: [cola('dev.tsv')] },
    rows: { train: 8_551, validation: 1_043, test: 1_063 },
    submits: 'number',
  }),
  sst2: glue('sst2', 'SST-2', {
    describes: 'A phrase of a film review: is it positive or negative?',
    labels: classes('negative', 'positive'),
    metrics: ['accuracy'],
    texts: ['sentence'],
    tsv: ['label', 'sentence'],
    rows: { train: 67_349, validation: 872, test: 1_821 },
    submits: 'number',
  }),
  mrpc: glue('mrpc', 'MRPC', {
    describes: 'Two sentences from the news: do they say the same?',
    labels: classes('not_equivalent', 'equivalent'),
    metrics: ['accuracy', 'f1'],
    texts: ['sentence1', 'sentence2'],
    tsv: ['Quality', '#1 String', '#2 String'],
    download: {
      train: ['train.tsv', paraphrases(false)],
      validation: ['dev.tsv', paraphrases(true)],
      test: ['test.tsv', 'msr_paraphrase_test.txt'],
    },
    rows: { train: 3_668, validation: 408, test: 1_725 },
    submits: 'number',
  }),
  stsb: glue('stsb', 'STS-B', {
    describes: 'Two sentences: how alike are they, from 0 to 5?',
    range: [0, 5],
    metrics: ['pearson', 'spearman'],
    texts: ['sentence1', 'sentence2'],
    tsv: ['score', 'sentence1', 'sentence2'],
    rows: { train: 5_749, validation: 1_500, test: 1_379 },
    submits: 'number',
  }),
  qqp: glue('qqp', 'QQP', {
    describes: 'Two questions: do both ask the same?',
    labels: classes('not_duplicate', 'duplicate'),
    metrics: ['accuracy', 'f1'],
    texts: ['question1', 'question2'],
    tsv: ['is_duplicate', 'question1', 'question2'],
    // Some releases have an empty question, and lines with too few fields, which GLUE's own numbers leave out.
    flawed: true,
    rows: { train: 363_846, validation: 40_430, test: 390_965 },
    submits: 'number',
  }),
  mnli: glue('mnli', 'MNLI', {
    describes: 'Two sentences: does the first entail the second, contradict it, or neither?',
    labels: classes('entailment', 'neutral', 'contradiction'),
    metrics: ['accuracy'],
    texts: ['premise', 'hypothesis'],
    tsv: ['gold_label', 'sentence1', 'sentence2'],
    undecided: '-',
    rows: {
      train: 392_702,
      validation_matched: 9_815,
      validation_mismatched: 9_832,
      test_matched: 9_796,
      test_mismatched: 9_847,
    },
    submissions: { test_matched: 'MNLI-m.tsv', test_mismatched: 'MNLI-mm.tsv' },
    builtIn: 'three-labels',
  }),
  qnli: glue('qnli', 'QNLI', {
    describes: 'A question and a sentence: does the sentence hold the answer?',
    labels: classes('entailment', 'not_entailment'),
    metrics: ['accuracy'],
    texts: ['question', 'sentence'],
    tsv: ['label', 'question', 'sentence'],
    rows: { train: 104_743, validation: 5_463, test: 5_463 },
  }),
  rte: glue('rte', 'RTE', {
    describes: 'Two texts: does the first entail the second?',
    labels: classes('entailment', 'not_entailment'),
    metrics: ['accuracy'],
    texts: ['sentence1', 'sentence2'],
    tsv: ['label', 'sentence1', 'sentence2'],
    rows: { train: 2_490, validation: 277, test: 3_000 },
    builtIn: 'two-labels',
  }),
  wnli: glue('wnli', 'WNLI', {
    describes: 'A sentence with a pronoun, and a reading of it: does it follow?',
    labels: classes('not_entailment', 'entailment'),
    metrics: ['accuracy'],
    texts: ['sentence1', 'sentence2'],
    tsv: ['label', 'sentence1', 'sentence2'],
    rows: { train: 635, validation: 71, test: 146 },
    submits: 'number',
    builtIn: 'two-labels',
  }),
};

/** A task's name in commands and records: in lower case, `mnli`. */
export type TaskName = keyof typeof all;

/** Every task, by name, in the order in which they are shown. */
export const tasks = Object.fromEntries(
  Object.entries(all).map(([name, one]) => [name, taskOf(name, taskDescription.parse(one))]),
) as Record<TaskName, GlueTask>;

const named = new Map<string, GlueTask>(Object.entries(tasks));

/** The task of a name that a record gives; undefined where there is none. */
export const taskNamed = (name: string): GlueTask | undefined => named.get(name);

/** A task's title as GLUE writes it, "MNLI"; the title of any other task is its name. */
export const taskTitle = (name: string) => named.get(name)?.title ?? name;

/** A task's rank in the display order; unknown tasks come last. */
export function taskOrder(name: string): number {
  const place = [...named.keys()].indexOf(name);
  return place < 0 ? Infinity : place;
}

const splitTitles = new Map([
  [holdout, 'held-out training rows'],
  [spare, 'spare training'],
  ...Object.values(tasks).flatMap(({ splits: { dev } }) =>
    dev.map(({ name, title }) => [name, title] as const),
  ),
]);

/** A split inside a sentence: "dev matched". */
export const splitTitle = (split: string) => splitTitles.get(split) ?? split.replaceAll('_', ' ');
