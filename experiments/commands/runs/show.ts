import { isDamaged, type RunRecord } from '@singlora/tracking';
import { Command, Option } from 'commander';
import { comparedRun } from './compare.ts';
import { damagedOf, detailsOf } from './details.ts';
import { withTracking } from './opened.ts';
import type { Output } from './output.ts';
import { printableJson } from './printable.ts';
import { writeRuns } from './runs-file.ts';

export const showCommand = (output: Output): Command =>
  new Command('show')
    .description('show all that is recorded of a run')
    .argument('<id>', 'the id of a run, or enough of its beginning')
    .option('--json', 'as JSON, with every metric')
    .addOption(new Option('--html <file>', 'write it as a page, with its curves').conflicts('json'))
    .addOption(
      new Option(
        '--config',
        'its configuration, as `--config` of its experiment takes it',
      ).conflicts(['json', 'html']),
    )
    .action(
      (id: string, { json, config, html }: { json?: boolean; config?: boolean; html?: string }) =>
        withTracking(async (tracking) => {
          const run = await tracking.inspect(id);
          if (isDamaged(run)) output.print(json ? printableJson(run) : damagedOf(run));
          else if (html !== undefined)
            await writeRuns(html, [await comparedRun(tracking, id)], { open: [run.id] }, output);
          else if (config) output.print(printableJson(runFileOf(run)));
          else if (json)
            output.print(printableJson({ ...run, metrics: await tracking.metrics(run.id) }));
          else output.print(detailsOf(run, await tracking.latest(run.id)));
        }),
    );

/** The file for `--config`: the configuration, with the rows' asset where only that says which file describes the task. */
export function runFileOf({ config, assets }: RunRecord): object {
  const described = assets.filter(({ describedIn }) => describedIn !== undefined);
  return described.length > 0 ? { config, assets: described } : config;
}
