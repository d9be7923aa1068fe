import { reasonOf } from '@singlora/core/errors';
import type { ReadRows } from './row.ts';
import type { DatasetSplit, GlueTask } from '@singlora/records';

const count = (rows: number): string => rows.toLocaleString('en-US');
const some = (rows: number, title: string): string =>
  `${count(rows)} ${title} ${rows === 1 ? 'row' : 'rows'}`;

const share = ({ split, rows }: { split: DatasetSplit; rows: number }): string | undefined => {
  if (split.rows === undefined || rows === split.rows) return undefined;
  return rows < split.rows
    ? `${count(rows)} of GLUE's ${count(split.rows)} ${split.title} rows`
    : `${count(rows)} ${split.title} rows where GLUE has ${count(split.rows)}`;
};

/** Notices to the user where the rows are not exactly GLUE's. */
export const notices = {
  builtIn: (task: GlueTask): string =>
    `No network, and ${task.title}'s rows are not in the Hugging Face cache: using built-in sentence pairs of our own ` +
    `making instead. Accuracy on them is no ${task.title} result. For the real rows connect once, set HF_HUB_CACHE, ` +
    `or name a folder that holds them.`,
  builtInStandIn: (task: GlueTask, train: number, dev: number): string =>
    `${count(train)} training and ${count(dev)} dev sentence pairs built in, of our own making, stand in for ` +
    `GLUE's ${task.title}.`,
  /** empty where every row could be used */
  leftOut: (task: GlueTask, splits: readonly ReadRows[]): string[] => {
    const sum = (of: 'undecided' | 'damaged') => splits.reduce((all, split) => all + split[of], 0);
    const why = {
      undecided: `without a gold label ("${task.undecided ?? ''}")`,
      damaged: 'with too few or too many fields',
    };
    return (['undecided', 'damaged'] as const)
      .filter((of) => sum(of) > 0)
      .map((of) => `Left out ${some(sum(of), task.title)} ${why[of]}.`);
  },
  oneLabel: (task: GlueTask, path: string, rows: number): string =>
    `All ${some(rows, task.title)} of ${path} have the same label: there is nothing to learn.`,
  damagedPrefix: (path: string, why: unknown): string =>
    `The cached states ${path} were damaged or altered: ${reasonOf(why)}. They are discarded and computed again.`,
  unkeptPrefix: (path: string, why: unknown): string =>
    `The states of the layers without adapters cannot be kept in ${path}, so they are computed in every step, ` +
    `which is slower: ${reasonOf(why)}`,
  absent: (task: GlueTask, split: DatasetSplit, origin: string): string =>
    `${task.title} without its ${split.title} rows: ${split.name} is not in the ${origin}.`,
  /** undefined when every split has GLUE's own number of rows */
  partial: (splits: readonly { split: DatasetSplit; rows: number }[]): string | undefined => {
    const parts = splits.map(share).filter((part) => part !== undefined);
    if (parts.length === 0) return undefined;
    return `${new Intl.ListFormat('en-GB').format(parts)}.`;
  },
};
