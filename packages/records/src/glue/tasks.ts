import { holdout, spare } from './summary.ts';
import { devSplit, testSplit, trainSplit, usualSplits } from './splits.ts';
import type { GlueColumns, GlueTask, SourceFile } from './task.ts';

/** The Hub's data set that GLUE's tasks are files of. */
const repository = 'nyu-mll/glue';

const hub = (...texts: [string] | [string, string]): GlueColumns => ({
  texts,
  label: 'label',
  index: 'idx',
});
const tsv = (label: string, ...texts: [string] | [string, string]): GlueColumns => ({
  texts,
  label,
  index: 'index',
});

/** CoLA's labelled files name no columns: source, label, the author's mark, sentence. */
const cola: readonly SourceFile[] = ['train', 'dev'].map((name) => ({
  name: `${name}.tsv`,
  header: ['source', 'label', 'mark', 'sentence'],
}));

/** MRPC as Microsoft gives it: GLUE's dev rows are among the training rows, and listed by their ids. */
const paraphrases = (listed: boolean): SourceFile => ({
  name: 'msr_paraphrase_train.txt',
  only: { ids: 'dev_ids.tsv', columns: ['#1 ID', '#2 ID'], listed },
});

/** In the order of GLUE's own tables. Row counts are those of the official splits; label ids and columns those of the Hub. */
const all = {
  cola: {
    name: 'cola',
    title: 'CoLA',
    describes: 'A sentence: would a linguist call it acceptable English?',
    repository,
    labels: ['unacceptable', 'acceptable'],
    objective: 'classification',
    metrics: ['matthews'],
    columns: { hub: hub('sentence'), tsv: tsv('label', 'sentence') },
    splits: {
      train: { ...trainSplit('cola', 8_551), tsv: cola.slice(0, 1) },
      dev: [{ ...devSplit('cola', 1_043), tsv: cola.slice(1) }],
      test: [testSplit('cola', 1_063, 'CoLA.tsv')],
    },
    submits: 'number',
  },
  sst2: {
    name: 'sst2',
    title: 'SST-2',
    describes: 'A phrase of a film review: is it positive or negative?',
    repository,
    labels: ['negative', 'positive'],
    objective: 'classification',
    metrics: ['accuracy'],
    columns: { hub: hub('sentence'), tsv: tsv('label', 'sentence') },
    splits: usualSplits('sst2', 'SST-2', { train: 67_349, dev: 872, test: 1_821 }),
    submits: 'number',
  },
  mrpc: {
    name: 'mrpc',
    title: 'MRPC',
    describes: 'Two sentences from the news: do they say the same?',
    repository,
    labels: ['not_equivalent', 'equivalent'],
    objective: 'classification',
    metrics: ['accuracy', 'f1'],
    columns: {
      hub: hub('sentence1', 'sentence2'),
      tsv: tsv('Quality', '#1 String', '#2 String'),
    },
    splits: {
      train: trainSplit('mrpc', 3_668, [paraphrases(false)]),
      dev: [devSplit('mrpc', 408, { tsv: [paraphrases(true)] })],
      test: [testSplit('mrpc', 1_725, 'MRPC.tsv', { tsv: [{ name: 'msr_paraphrase_test.txt' }] })],
    },
    submits: 'number',
  },
  stsb: {
    name: 'stsb',
    title: 'STS-B',
    describes: 'Two sentences: how alike are they, from 0 to 5?',
    repository,
    labels: [],
    objective: 'regression',
    range: [0, 5],
    metrics: ['pearson', 'spearman'],
    columns: {
      hub: hub('sentence1', 'sentence2'),
      tsv: tsv('score', 'sentence1', 'sentence2'),
    },
    splits: usualSplits('stsb', 'STS-B', { train: 5_749, dev: 1_500, test: 1_379 }),
    submits: 'number',
  },
  qqp: {
    name: 'qqp',
    title: 'QQP',
    describes: 'Two questions: do both ask the same?',
    repository,
    labels: ['not_duplicate', 'duplicate'],
    objective: 'classification',
    metrics: ['accuracy', 'f1'],
    columns: {
      hub: hub('question1', 'question2'),
      tsv: tsv('is_duplicate', 'question1', 'question2'),
    },
    hasDamagedLines: true,
    splits: usualSplits('qqp', 'QQP', { train: 363_846, dev: 40_430, test: 390_965 }),
    submits: 'number',
  },
  mnli: {
    name: 'mnli',
    title: 'MNLI',
    describes: 'Two sentences: does the first entail the second, contradict it, or neither?',
    repository,
    labels: ['entailment', 'neutral', 'contradiction'],
    objective: 'classification',
    metrics: ['accuracy'],
    columns: {
      hub: hub('premise', 'hypothesis'),
      tsv: tsv('gold_label', 'sentence1', 'sentence2'),
    },
    splits: {
      train: trainSplit('mnli', 392_702),
      dev: [
        devSplit('mnli', 9_815, { kind: 'matched' }),
        devSplit('mnli', 9_832, { kind: 'mismatched' }),
      ],
      test: [
        testSplit('mnli', 9_796, 'MNLI-m.tsv', { kind: 'matched' }),
        testSplit('mnli', 9_847, 'MNLI-mm.tsv', { kind: 'mismatched' }),
      ],
    },
    submits: 'name',
    builtIn: 'three-labels',
  },
  qnli: {
    name: 'qnli',
    title: 'QNLI',
    describes: 'A question and a sentence: does the sentence hold the answer?',
    repository,
    labels: ['entailment', 'not_entailment'],
    objective: 'classification',
    metrics: ['accuracy'],
    columns: { hub: hub('question', 'sentence'), tsv: tsv('label', 'question', 'sentence') },
    splits: usualSplits('qnli', 'QNLI', { train: 104_743, dev: 5_463, test: 5_463 }),
    submits: 'name',
  },
  rte: {
    name: 'rte',
    title: 'RTE',
    describes: 'Two texts: does the first entail the second?',
    repository,
    labels: ['entailment', 'not_entailment'],
    objective: 'classification',
    metrics: ['accuracy'],
    columns: { hub: hub('sentence1', 'sentence2'), tsv: tsv('label', 'sentence1', 'sentence2') },
    splits: usualSplits('rte', 'RTE', { train: 2_490, dev: 277, test: 3_000 }),
    submits: 'name',
    builtIn: 'two-labels',
  },
  wnli: {
    name: 'wnli',
    title: 'WNLI',
    describes: 'A sentence with a pronoun, and a reading of it: does it follow?',
    repository,
    labels: ['not_entailment', 'entailment'],
    objective: 'classification',
    metrics: ['accuracy'],
    columns: { hub: hub('sentence1', 'sentence2'), tsv: tsv('label', 'sentence1', 'sentence2') },
    splits: usualSplits('wnli', 'WNLI', { train: 635, dev: 71, test: 146 }),
    submits: 'number',
    builtIn: 'two-labels',
  },
} as const satisfies Readonly<Record<string, GlueTask>>;

/** How commands and records name a task: in lower case, `mnli`. */
export type TaskName = keyof typeof all;

/** Every task, by name, in the order in which they are shown. */
export const tasks: Readonly<Record<TaskName, GlueTask>> = all;

const named = new Map<string, GlueTask>(Object.entries(tasks));

/** The task of a name that a record gives; undefined where there is none. */
export const taskNamed = (name: string): GlueTask | undefined => named.get(name);

/** As GLUE writes it, "MNLI"; for an unknown name, the name in capitals. */
export const taskTitle = (name: string) => named.get(name)?.title ?? name.toUpperCase();

/** Where a task stands among several: unknown ones come last. */
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
