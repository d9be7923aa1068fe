import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetSplit, GlueTask } from '@singlora/records';
import { randomStream } from '@singlora/runtime';

const words = 'a dog cat runs sleeps eats fast slow red blue house tree not never always'.split(
  ' ',
);

/** Rows of made-up words as JSON lines, enough in every split for a task's real command, which then takes seconds. */
export async function writeTinyRows(folder: string, task: GlueTask): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { train, dev, test } = task.splits;
  const write = async (split: DatasetSplit, count: number, labelled = true) => {
    const lines = rows(task, split.name, count, labelled);
    await writeFile(join(folder, `${split.name}.jsonl`), `${lines.join('\n')}\n`);
  };
  await write(train, 96);
  for (const split of dev) await write(split, 40);
  // Predictions are only accepted for whole test splits.
  for (const split of test)
    if (split.rows !== undefined && split.rows < 1000) await write(split, split.rows, false);
  return folder;
}

function rows(task: GlueTask, split: string, count: number, labelled: boolean): string[] {
  const random = randomStream(0, 'tiny rows', task.name, split);
  const text = () =>
    Array.from({ length: 3 + random.integer(6) }, () => words[random.integer(words.length)]).join(
      ' ',
    );
  const { texts, label, id = '' } = task.columns;
  return Array.from({ length: count }, (_, row) =>
    JSON.stringify({
      ...Object.fromEntries(texts.map((column) => [column, text()])),
      ...(labelled ? { [label]: labelOf(task, row) } : {}),
      // Ids other than positions, since GLUE's do not always equal them.
      [id]: 1000 + row,
    }),
  );
}

function labelOf({ labels, range }: GlueTask, row: number): string | number {
  if (range) return range[0] + ((range[1] - range[0]) * (row % 11)) / 10;
  return labels[row % labels.length] ?? '';
}
