import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeStale } from '@singlora/core/disk';
import { isDamaged, openTracking, runFolders } from '@singlora/tracking';
import { Command } from 'commander';
import { checkpointIn } from '../../training/checkpoint-in.ts';
import { agreed } from './agreed.ts';
import { collectCaches, entryAt, isUnused } from './caches.ts';
import { totalBytes, sizeOfAll } from './folder-size.ts';
import { sizeText } from './format.ts';
import { withTracking } from './opened.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

export const collectCommand = (output: Output): Command =>
  new Command('gc')
    .summary('delete the checkpoints of finished runs, left-overs and, with --caches, caches')
    .description(
      'delete the checkpoints of finished runs, which are no longer needed, repetitions that nothing used for two days, and files that ended processes left half-written',
    )
    .option('--caches', 'also delete what can be recomputed and was not used for two days')
    .option('--yes', 'without asking')
    .action(({ caches = false, yes = false }: { caches?: boolean; yes?: boolean }) =>
      withTracking(async (tracking) => {
        await collectCaches({ drop: caches, yes }, output);
        await removeStale(tracking.folder);
        const folders = runFolders(tracking.folder); // before the runs are read: others may begin meanwhile
        const checkpoints: string[] = [];
        const known = new Set<string>();
        for await (const run of tracking.each()) {
          known.add(run.id);
          if (isDamaged(run)) continue;
          if (run.status !== 'running') await removeStale(run.folder, { deep: true });
          if (run.status === 'finished' && existsSync(checkpointIn(run.folder)))
            checkpoints.push(checkpointIn(run.folder));
        }
        const all = await sizeOfAll(checkpoints);
        const what = `the checkpoints of ${checkpoints.length} finished runs, ${all}`;
        if (checkpoints.length === 0) output.print('No finished run has a checkpoint.');
        else await deleteIfAgreed(what, checkpoints, { yes, output });
        await collectRepeats(join(tracking.folder, 'repeats'), { yes, output });
        await tellStrangers(
          tracking.folder,
          folders.filter((name) => !known.has(name)),
          output,
        );
      }, openTracking),
    );

/** Deletes, if asked to, the repetitions of runs that nothing used for two days: one in progress may go on. */
async function collectRepeats(folder: string, how: Agreement): Promise<void> {
  const repeats = await Promise.all(runFolders(folder).map((name) => entryAt(join(folder, name))));
  const unused = repeats.filter(isUnused);
  if (unused.length === 0) return;
  const what = `${unused.length} repetitions of runs, ${sizeText(totalBytes(unused))}, that nothing used for two days`;
  const paths = unused.map(({ path }) => path);
  await deleteIfAgreed(what, paths, how);
}

/** Whether to delete without asking; where to ask. */
interface Agreement {
  readonly yes: boolean;
  readonly output: Output;
}

async function deleteIfAgreed(
  what: string,
  paths: readonly string[],
  { yes, output }: Agreement,
): Promise<void> {
  if (!(await agreed(`Delete ${what}?`, yes, output))) return output.print('Nothing was deleted.');
  for (const path of paths) await rm(path, { recursive: true });
  output.print(`Deleted ${what}.`);
}

/** Reports folders that are named like runs but belong to none in this database: another may have them, so they stay. */
async function tellStrangers(folder: string, strangers: readonly string[], output: Output) {
  if (strangers.length === 0) return;
  const all = await sizeOfAll(strangers.map((name) => join(folder, name)));
  const first = strangers.slice(0, 3).join(', ');
  output.print(
    printable(
      `${strangers.length} folders in ${folder} belong to no run of this database, ${all}: ${first}${strangers.length > 3 ? ', …' : ''}. Delete them yourself where no other database has them.`,
    ),
  );
}
