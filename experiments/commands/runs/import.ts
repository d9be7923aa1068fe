import { stat } from 'node:fs/promises';
import { reasonOf } from '@singlora/core/errors';
import { misuse } from '@singlora/runner';
import { checkArchive, importRuns, openTracking } from '@singlora/tracking';
import { Command } from 'commander';
import { withTracking } from './opened.ts';
import { FoundWrong, type Output } from './output.ts';
import { printable } from './printable.ts';
import { uncountedIn } from './uncounted.ts';

export const importCommand = (output: Output): Command =>
  new Command('import')
    .description(
      'record the runs of archives here; those that are recorded already are compared and stay as they are',
    )
    .argument('<files...>', 'what `export` wrote')
    .action(async (files: string[]) => {
      for (const file of files) await checkFile(file); // before a database is made
      await withTracking(async (tracking) => {
        const wrong: string[] = [];
        for (const file of files) {
          const { imported, present, differing } = await importRuns(tracking, file);
          const skipped = present > 0 ? `; ${present} were there already` : '';
          output.print(printable(`Imported ${imported} runs from ${file}${skipped}.`));
          for (const { id, parts } of differing)
            wrong.push(
              `Run ${id} is there already, and differs from ${file}: ${parts.join(', ')}.`,
            );
        }
        const { contradictions, otherVersions } = await uncountedIn(tracking);
        for (const one of [...contradictions, ...otherVersions]) output.print(printable(one));
        if (wrong.length > 0)
          throw new FoundWrong([
            ...wrong,
            `${wrong.length} runs differ from the archive's, and stay as they are. To take the archive's, delete these first with \`runs rm\`.`,
          ]);
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
