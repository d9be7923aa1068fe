import { exportRuns } from '@singlora/tracking';
import { Command, InvalidArgumentError } from 'commander';
import { names, positiveInteger } from './list.ts';
import { withTracking } from './opened.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

interface ExportOptions {
  experiment?: string[];
  since?: Date;
  every?: number;
  without?: string[];
  digits?: number;
}

/** `runs export`: finished runs as an archive. */
export const exportCommand = (output: Output): Command =>
  new Command('export')
    .description('write finished runs to an archive, which `import` reads on any machine')
    .argument(
      '<file>',
      'the archive, such as mnli.jsonl.gz, or mnli.jsonl.br, which is smaller; one that is there is replaced',
    )
    .option('--experiment <names>', 'of these experiments only, such as mnli,sst2', names)
    .option('--since <date>', 'started then or later, such as 2026-03-01', date)
    .option(
      '--every <n>',
      'keep points of learning curves that are n steps apart or more (default: all)',
      positiveInteger,
    )
    .option(
      '--without <names>',
      'leave out artifacts of these names, such as predictions.holdout.jsonl',
      names,
    )
    .option(
      '--digits <n>',
      'significant digits that curves and artifacts in JSON keep, such as 8 (default: all)',
      positiveInteger,
    )
    .action((file: string, { experiment, ...rest }: ExportOptions) =>
      withTracking(async (tracking) => {
        const filter = { ...(experiment && { experiments: experiment }), ...rest };
        const { exported, leftOut } = await exportRuns(tracking, file, filter);
        const others = leftOut > 0 ? `; left out ${leftOut} that are unfinished or damaged` : '';
        output.print(printable(`Exported ${exported} finished runs to ${file}${others}.`));
      }),
    );

function date(text: string): Date {
  const value = new Date(text);
  if (Number.isNaN(value.getTime())) throw new InvalidArgumentError('It must be a date.');
  return value;
}
