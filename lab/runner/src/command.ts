import { Command, Option } from 'commander';
import type { Experiment } from './experiment.ts';
import { withFlags } from './flags.ts';

/**
 * An experiment's command with its flags and help.
 * @param project the Nx project of the experiment's file
 * @param all whether its help lists every setting, not just the usual ones
 */
export function experimentCommand(experiment: Experiment, project: string, all = false): Command {
  const { name, description, presets, defaultPreset, checkpoints, config, grid } = experiment;
  const rare = (flags: string, says: string, usual?: string) =>
    new Option(flags, says).default(usual).hideHelp(!all);
  const command = withFlags(
    new Command(`nx run ${project}:${name}`)
      .usage('[options]')
      .description(description)
      .exitOverride()
      .helpOption('-h, --help', 'list these options; --help=all: every setting')
      .option(
        '--preset <name>',
        `the settings to start from: ${Object.keys(presets).join(', ')} (default: ${defaultPreset})`,
      ),
    experiment,
    all,
  );
  if (config)
    command.option(
      '--config <file>',
      'start from a run instead: what `runs show RUN --config` prints, or a line of --dry-run=json; - is standard input',
    );
  command
    .addOption(
      new Option(
        '--dry-run [json]',
        'print what would run, and stop: for people, or as lines of JSON',
      ).choices(['json']),
    )
    .option('--json', 'print events as lines of JSON, and messages for people on standard error')
    .option('--force', 'run again even where an identical run has finished')
    .option('--keep-going', 'continue with the other runs after one fails')
    .option('--jobs <N>', 'make this many runs at a time, in processes that share the cores', '1')
    .addOption(rare('--no-wait', 'stop when other processes have all remaining runs'))
    .addOption(rare('--continue <id>', 'continue this run, which was stopped under other code'))
    .addOption(
      rare(
        '--shard <K/N>',
        'make only every N-th run, starting from the K-th: for machines without a shared database',
        '1/1',
      ),
    )
    .addOption(
      rare(
        '--launch <scheduler>',
        'slurm: submit workers to a cluster, which share the runs; options after a second -- go to sbatch, and --dry-run prints the script (for Kubernetes: examples/kubernetes.yaml)',
      ),
    )
    .addOption(rare('--workers <N>', 'how many of them'));
  if (checkpoints)
    command.addOption(
      rare(
        '--checkpoint-every <time>',
        'save this often while training, such as 30s, 5m or 1h, or off; a killed run continues from there',
        '5m',
      ),
    );
  return command.addHelpText(
    'after',
    '\nA run that has finished is skipped; one that was interrupted or killed continues from its last checkpoint.' +
      '\nCtrl-C stops after a step and saves; a second Ctrl-C stops at once. Equal commands share their runs.' +
      (grid
        ? '\nSeveral values of a flag (--lr=1e-4,1e-3) or a range (0..4, 1e-4..4e-3:log5) make a grid.'
        : '') +
      (all
        ? '\nSIGTERM, SIGHUP, SIGUSR1 and SIGUSR2 stop it as the first Ctrl-C does, however often they come.' +
          '\nExit codes: 0 done, 1 failed, 2 wrong usage, 128 + n ended by signal n: 130 by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP,' +
          '\n137 killed, perhaps for lack of memory (Nx itself turns any of them but 0 into 1).'
        : ''),
  );
}
