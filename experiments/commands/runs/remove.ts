import { misuse } from '@singlora/runner';
import { openTracking } from '@singlora/tracking';
import { Command } from 'commander';
import { join } from 'node:path';
import { agreed } from './agreed.ts';
import { chosen, gathered, withChoice, type Choice } from './choice.ts';
import { sizeOfAll } from './folder-size.ts';
import { withTracking } from './opened.ts';
import type { Output } from './output.ts';
import { runTable } from './table.ts';

export const removeCommand = (output: Output): Command =>
  withChoice(new Command('rm').description('delete runs with their files, after asking'))
    .argument('[ids...]', 'the ids of runs, or enough of their beginnings; or say which by options')
    .option('--yes', 'without asking')
    .action((ids: string[], { yes = false, ...choice }: Choice & { yes?: boolean }) =>
      withTracking(async (tracking) => {
        if (ids.length > 0 === Object.keys(choice).length > 0)
          throw misuse`Say which runs: either by their ids, or by options such as --where.`;
        const named = await Promise.all(ids.map((id) => tracking.inspect(id)));
        const found = ids.length > 0 ? named : await gathered(chosen(tracking, choice));
        const runs = [...new Map(found.map((run) => [run.id, run])).values()];
        if (runs.length === 0) return output.print('There are no such runs.');
        const running = runs.filter(({ status }) => status === 'running').map(({ id }) => id);
        if (running.length > 0)
          throw misuse`Nothing was deleted: ${running.join(', ')} in progress. Stop it first, or leave it out.`;
        output.print(runTable(runs, output.width));
        const all = await sizeOfAll(runs.map(({ id }) => join(tracking.folder, id)));
        const what = runs.length === 1 ? 'this run' : `these ${runs.length} runs`;
        if (!(await agreed(`Delete ${what} with ${all} of files?`, yes, output)))
          return output.print('Nothing was deleted.');
        for (const { id } of runs) await tracking.remove(id);
        output.print(`Deleted ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${all}.`);
      }, openTracking),
    );
