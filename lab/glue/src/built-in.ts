import type { GlueTask } from '@singlora/records';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { notices } from './notices.ts';
import type { GlueRows, Row } from './row.ts';

/** The version of the rows, which changes whenever they do. */
const revision = '1';

/**
 * Rows for machines without a network, for tasks that they are examples of: English sentence pairs from a grammar and a
 * lexicon, always the same. Each hypothesis occurs once with a premise of each label, so it alone says nothing about the
 * label. A hypothesis's subject occurs either in train or in dev, never in both.
 */
export function builtInRows(task: GlueTask): GlueRows | undefined {
  if (task.builtIn === undefined) return undefined;
  const train = readRows(task, task.builtIn, 'train');
  const dev = readRows(task, task.builtIn, 'dev');
  return {
    task,
    train,
    dev: { [task.splits.dev[0].name]: dev },
    test: {},
    builtIn: true,
    asset: {
      kind: 'dataset',
      id: `built-in/${task.name}`,
      revision,
      source: 'built-in',
      origin: 'a grammar and a lexicon of this project',
      sha256: { train: fingerprint(train), dev: fingerprint(dev) },
      standIn: notices.builtInStandIn(task, train.length, dev.length),
    },
  };
}

function readRows(task: GlueTask, file: string, split: 'train' | 'dev'): Row[] {
  const bytes = readFileSync(new URL(`../rows/${file}.tsv.gz`, import.meta.url));
  const lines = gunzipSync(bytes).toString().split('\n');
  const rows = lines.map((line) => line.split('\t')).filter(([first]) => first === split);
  return rows.map(([, a = '', b = '', label = ''], index) => ({
    a,
    b,
    label: task.labels.indexOf(label),
    index,
  }));
}

function fingerprint(rows: readonly Row[]): string {
  const hash = createHash('sha256');
  for (const { a, b, label } of rows) hash.update(`${JSON.stringify([a, b, label])}\n`);
  return hash.digest('hex');
}
