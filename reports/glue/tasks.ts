/** A GLUE task as GLUE has it. */
interface TaskFacts {
  readonly title: string;
  readonly describes: string;
  readonly trainRows: number;
  /** Labelled rows by dev split. */
  readonly devRows: Readonly<Record<string, number>>;
}

/** GLUE's tasks in the order of its own tables. */
export const tasks: Readonly<Record<string, TaskFacts>> = {
  cola: {
    title: 'CoLA',
    describes: 'A sentence: would a linguist call it acceptable English?',
    trainRows: 8551,
    devRows: { validation: 1043 },
  },
  sst2: {
    title: 'SST-2',
    describes: 'A phrase of a film review: is it positive or negative?',
    trainRows: 67_349,
    devRows: { validation: 872 },
  },
  mrpc: {
    title: 'MRPC',
    describes: 'Two sentences from the news: do they say the same?',
    trainRows: 3668,
    devRows: { validation: 408 },
  },
  stsb: {
    title: 'STS-B',
    describes: 'Two sentences: how alike are they, from 0 to 5?',
    trainRows: 5749,
    devRows: { validation: 1500 },
  },
  qqp: {
    title: 'QQP',
    describes: 'Two questions: do both ask the same?',
    trainRows: 363_846,
    devRows: { validation: 40_430 },
  },
  mnli: {
    title: 'MNLI',
    describes: 'Two sentences: does the first entail the second, contradict it, or neither?',
    trainRows: 392_702,
    devRows: { validation_matched: 9815, validation_mismatched: 9832 },
  },
  qnli: {
    title: 'QNLI',
    describes: 'A question and a sentence: does the sentence hold the answer?',
    trainRows: 104_743,
    devRows: { validation: 5463 },
  },
  rte: {
    title: 'RTE',
    describes: 'Two texts: does the first entail the second?',
    trainRows: 2490,
    devRows: { validation: 277 },
  },
  wnli: {
    title: 'WNLI',
    describes: 'A sentence with a pronoun, and a reading of it: does it follow?',
    trainRows: 635,
    devRows: { validation: 71 },
  },
};

export const taskTitle = (task: string) => tasks[task]?.title ?? task.toUpperCase();

/** Where a task stands among several: unknown ones come last. */
export function taskOrder(task: string): number {
  const place = Object.keys(tasks).indexOf(task);
  return place < 0 ? Infinity : place;
}

const splitTitles: Readonly<Record<string, string>> = {
  validation: 'dev',
  validation_matched: 'dev matched',
  validation_mismatched: 'dev mismatched',
  holdout: 'held-out training rows',
};

/** A split inside a sentence: "dev matched". */
export const splitTitle = (split: string) => splitTitles[split] ?? split.replaceAll('_', ' ');
