import type { GlueSplit, GlueTask } from './tasks.ts';

const count = (rows: number): string => rows.toLocaleString('en-US');

const share = (have: number, split: GlueSplit): string | undefined => {
  if (have === split.rows) return undefined;
  return have < split.rows
    ? `${count(have)} of GLUE's ${count(split.rows)} ${split.title} rows`
    : `${count(have)} ${split.title} rows where GLUE has ${count(split.rows)}`;
};

/** What people are told when the rows are not simply GLUE's. */
export const notices = {
  builtIn: (task: GlueTask): string =>
    `No network, and ${task.title}'s rows are not in the Hugging Face cache: using built-in sentence pairs of our own ` +
    `making instead. Accuracy on them is no ${task.title} result. For the real rows connect once, set HF_HUB_CACHE, ` +
    `or name a folder that holds them.`,
  builtInStandIn: (task: GlueTask, train: number, dev: number): string =>
    `${count(train)} training and ${count(dev)} dev sentence pairs built in, of our own making, stand in for ` +
    `GLUE's ${task.title}.`,
  skipped: (task: GlueTask, rows: number): string =>
    `Left out ${count(rows)} ${task.title} ${rows === 1 ? 'row' : 'rows'} without a gold label ("-").`,
  /** undefined when both splits have GLUE's own number of rows */
  partial: (task: GlueTask, train: number, dev: number): string | undefined => {
    const parts = [share(train, task.splits.train), share(dev, task.splits.dev)];
    const said = parts.filter((part) => part !== undefined).join(' and ');
    return said === '' ? undefined : `${said}.`;
  },
};
