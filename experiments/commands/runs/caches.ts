import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ownCache } from '@singlora/hub';
import { agreed } from './agreed.ts';
import { totalBytes, filesIn } from './folder-size.ts';
import { sizeText } from './format.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

/** The folders of this project's own cache, with their contents: computed data that a run recomputes if missing. */
const computed = {
  states: 'what frozen layers give',
  'class-pictures': 'pictures of classes, drawn for prior preservation',
} as const;

/** A file used within this time, in ms, may belong to a run in progress; systems record the use of a file once a day. */
const IN_USE = 48 * 3_600_000;

/** Lists the computed data in this project's own cache and, if asked to, deletes what no run uses. */
export async function collectCaches(
  { drop, yes }: { drop: boolean; yes: boolean },
  output: Output,
): Promise<void> {
  const cache = ownCache(process.env);
  const kinds = Object.keys(computed) as (keyof typeof computed)[];
  const found = await Promise.all(kinds.map((kind) => entriesIn(join(cache, kind))));
  const lines = kinds.flatMap((kind, at) => {
    const entries = found[at] ?? [];
    if (entries.length === 0) return [];
    const [all, unused] = [entries, entries.filter(isUnused)].map((some) =>
      sizeText(totalBytes(some)),
    );
    return [`  ${kind}: ${all}, ${unused} of it unused for two days; ${computed[kind]}`];
  });
  if (lines.length === 0) return;
  output.print(printable(`Caches in ${cache}:`));
  for (const line of lines) output.print(printable(line));
  const unused = found.flat().filter(isUnused);
  const what = `${unused.length} of them, ${sizeText(totalBytes(unused))}, that nothing used for two days`;
  if (unused.length === 0) return;
  if (!drop) output.print(`--caches deletes ${what}.`);
  else if (await agreed(`Delete ${what}?`, yes, output)) {
    for (const { path } of unused) await rm(path, { recursive: true, force: true });
    output.print(`Deleted ${what}.`);
  } else output.print('Nothing was deleted.');
}

/** A file or folder that can be deleted. */
interface Entry {
  readonly path: string;
  readonly bytes: number;
  readonly usedAt: number;
}

export const isUnused = ({ usedAt }: Entry): boolean => Date.now() - usedAt > IN_USE;

/** Files and folders of a cache, without those in the making. */
async function entriesIn(folder: string): Promise<Entry[]> {
  const names = await readdir(folder).catch(() => []);
  const paths = names
    .filter((name) => !name.startsWith('.') && !name.endsWith('.lock'))
    .map((name) => join(folder, name))
    .filter((path) => !existsSync(`${path}.lock`));
  return Promise.all(paths.map(entryAt));
}

/** The size of a file or folder, and when any of it was last used. */
export async function entryAt(path: string): Promise<Entry> {
  const files = await filesIn(path);
  return { path, bytes: totalBytes(files), usedAt: Math.max(0, ...files.map((one) => one.usedAt)) };
}
