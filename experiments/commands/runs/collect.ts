import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeStale } from '@singlora/files';
import { isDamaged, openTracking } from '@singlora/tracking';
import { Command } from 'commander';
import { checkpointIn } from '../../training/checkpoint-in.ts';
import { agreed } from './agreed.ts';
import { collectCaches } from './caches.ts';
import { sizeOfAll } from './folder-size.ts';
import { withTracking } from './opened.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

export const collectCommand = (output: Output): Command =>
  new Command('gc')
    .summary('delete the checkpoints of finished runs, left-overs and, with --caches, caches')
    .description(
      'delete the checkpoints of finished runs, which are no longer needed, and files that ended processes left half-written',
    )
    .option('--caches', 'also delete what can be recomputed and was not used for two days')
    .option('--yes', 'without asking')
    .action(({ caches = false, yes = false }: { caches?: boolean; yes?: boolean }) =>
      withTracking(async (tracking) => {
        await collectCaches({ drop: caches, yes }, output);
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
        else if (await agreed(`Delete ${what}?`, yes, output)) {
          for (const checkpoint of checkpoints) await rm(checkpoint, { recursive: true });
          output.print(`Deleted ${what}.`);
        } else output.print('Nothing was deleted.');
        await tellStrangers(tracking.folder, known, output);
      }, openTracking),
    );

/** Reports folders that are named like runs but belong to none in this database: another may have them, so they stay. */
async function tellStrangers(folder: string, known: ReadonlySet<string>, output: Output) {
  if (!existsSync(folder)) return;
  const strangers = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{12}$/.test(entry.name))
    .filter(({ name }) => !known.has(name));
  if (strangers.length === 0) return;
  const all = await sizeOfAll(strangers.map(({ name }) => join(folder, name)));
  output.print(
    printable(
      `${strangers.length} folders in ${folder} belong to no run of this database, ${all}: ${strangers
        .slice(0, 3)
        .map(({ name }) => name)
        .join(
          ', ',
        )}${strangers.length > 3 ? ', …' : ''}. Delete them yourself where no other database has them.`,
    ),
  );
}
