// nx run experiments:study: the runs of a file with several experiments and grids.
import { complain, print } from '@singlora/core/errors/terminal';
import { explain, surviveLostOutput } from '@singlora/runner';
import { Command } from 'commander';
import { runStudy } from './study/command.ts';

surviveLostOutput();
try {
  await new Command('nx run experiments:study')
    .description('makes the runs of a study: a file of experiments with their flags')
    .argument('<file>', 'YAML: `experiment` and its flags, or a list of such blocks')
    .argument('[flags...]', 'of every block, such as --jobs=2, --keep-going or --dry-run')
    .allowUnknownOption()
    .exitOverride()
    .action(async (file: string, flags: readonly string[]) => {
      process.exitCode = await runStudy(file, flags, { print, complain });
    })
    .parseAsync();
} catch (error) {
  const { exitCode, printed } = explain(error);
  if (printed !== undefined) complain(printed);
  process.exitCode = exitCode;
}
