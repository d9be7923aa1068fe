import { CodedError, printableLines } from '@singlora/core/errors';
import { exitCodes, loseNothing, unknownChoice } from '@singlora/runner';
import { Command, CommanderError } from 'commander';
import { bestCommand } from './best.ts';
import { compareCommand } from './compare.ts';
import { collectCommand } from './collect.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { listCommand } from './list.ts';
import { FoundWrong, type Output } from './output.ts';
import { printable } from './printable.ts';
import { removeCommand } from './remove.ts';
import { repeatCommand } from './repeat.ts';
import { noteCommand, tagCommand } from './annotate.ts';
import { showCommand } from './show.ts';
import { verifyCommand } from './verify.ts';
import { watchCommand } from './watch.ts';

/** Errors that the user can avoid with another command line: exit code 2. */
const usageErrors = ['EXPERIMENT_USAGE', 'RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'UNSUPPORTED_URL'];

/** Lists and manages recorded runs; returns the exit code: 0 done, 2 wrong usage or no such run, otherwise 1. */
export async function runsCommand(argv: readonly string[], output: Output): Promise<number> {
  try {
    const program = runsProgram(output);
    const names = program.commands.flatMap((one) => [one.name(), ...one.aliases()]);
    const [first = '-'] = argv;
    if (!first.startsWith('-') && ![...names, 'help'].includes(first))
      throw unknownChoice('command', first, names); // the default one would get it as an argument
    await program.parseAsync(argv, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (error instanceof FoundWrong) {
      for (const line of error.lines) output.complain(printable(line));
      return exitCodes.failed;
    }
    if (!(error instanceof CodedError)) throw error;
    const code = String(error.code);
    const lines = error.message.split('\n').map(printable);
    output.complain(`Error: ${lines.join('\n')}`);
    return usageErrors.includes(code) ? exitCodes.usage : exitCodes.failed;
  }
}

export function runsProgram(output: Output): Command {
  const command = new Command('nx run experiments:runs').description(
    'What has been run: SINGLORA_TRACKING_URL, or runs/runs.db',
  );
  command.addCommand(listCommand(output), { isDefault: true });
  const others = [
    ...[
      watchCommand,
      showCommand,
      compareCommand,
      bestCommand,
      repeatCommand,
      tagCommand,
      noteCommand,
    ],
    ...[exportCommand, importCommand, removeCommand, collectCommand, verifyCommand],
  ];
  for (const make of others) command.addCommand(make(output));
  for (const one of [command, ...command.commands])
    loseNothing(one)
      .exitOverride()
      .configureOutput({
        writeOut: (text) => output.print(printableLines(text.trimEnd())),
        writeErr: (text) => output.complain(printableLines(text.trimEnd())),
      });
  return command;
}
