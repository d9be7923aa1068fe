import type { Command } from 'commander';
import { givenEmpty, givenTwice } from './errors.ts';

/**
 * Makes a command refuse an option whose value is empty, or that is given twice and does not collect its values in a list.
 */
export function loseNothing(command: Command): Command {
  for (const option of command.options.filter(({ required, optional }) => required || optional)) {
    let isGiven = false;
    command.on(`option:${option.name()}`, (text: string | null) => {
      if (Array.isArray(command.getOptionValue(option.attributeName()))) return;
      if (text === '') throw givenEmpty([option]);
      if (isGiven) throw givenTwice(option);
      isGiven = true;
    });
  }
  return command;
}
