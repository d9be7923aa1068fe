import { stat } from 'node:fs/promises';
import { reasonOf } from '@singlora/errors';
import { misuse } from '@singlora/runner';
import { checkArchive, importRuns, openTracking } from '@singlora/tracking';
import { Command } from 'commander';
import { tellContradictions } from './contradictions.ts';
import { withTracking } from './opened.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

export const importCommand = (output: Output): Command =>
  new Command('import')
    .description('record the runs of archives here; those that are recorded already are skipped')
    .argument('<files...>', 'what `export` wrote')
    .action(async (files: string[]) => {
      for (const file of files) await checkFile(file); // before a database is made
      await withTracking(async (tracking) => {
        for (const file of files) {
          const { imported, present } = await importRuns(tracking, file);
          const skipped = present > 0 ? `; ${present} were there already` : '';
          output.print(printable(`Imported ${imported} runs from ${file}${skipped}.`));
        }
        await tellContradictions(tracking, output);
      }, openTracking);
    });

/** @throws UsageError for what is no file, TrackingError for what is no archive */
async function checkFile(file: string): Promise<void> {
  try {
    if ((await stat(file)).isDirectory()) throw new Error('it is a folder');
  } catch (error) {
    throw misuse`${file} cannot be read: ${reasonOf(error)}. Nothing was imported; check the path.`;
  }
  await checkArchive(file);
}
