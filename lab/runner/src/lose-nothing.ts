import { meantName } from '@singlora/core/errors';
import type { Command } from 'commander';
import { givenEmpty, givenTwice, misuse, valueMissing } from './errors.ts';

/**
 * Makes a command refuse an option whose value is empty or another flag, or that is given twice and does not collect its values in a list; and
 * arguments that it does not take, with a guess of what was meant.
 */
export function loseNothing(command: Command): Command {
  for (const option of command.options.filter(({ required, optional }) => required || optional)) {
    let isGiven = false;
    command.on(`option:${option.name()}`, (text: string | null) => {
      if (text?.startsWith('--')) throw valueMissing(option, text);
      if (Array.isArray(command.getOptionValue(option.attributeName()))) return;
      if (text === '') throw givenEmpty([option]);
      if (isGiven) throw givenTwice(option);
      isGiven = true;
    });
  }
  return command.allowExcessArguments().hook('preAction', (_, action) => refuseExcess(action));
}

/** Refuses the arguments of a parsed command that it does not take. @throws UsageError */
export function refuseExcess(command: Command, guess?: (text: string) => string | undefined): void {
  const { args, registeredArguments: known } = command;
  if (known.at(-1)?.variadic === true || args.length <= known.length) return;
  const text = args[known.length] ?? '';
  const flag = guess?.(text) ?? flagMeant(command, text);
  const hint = flag === undefined ? 'See --help.' : `Did you mean ${flag}?`;
  const taken = known.map((one) => `<${one.name()}>`).join(' ');
  throw misuse`"${text}" is one argument too many: this command takes ${taken === '' ? 'flags alone' : taken}. ${hint}`;
}

/** The flag that a word without dashes means: `lr=1e-3` or `force`. */
function flagMeant({ options }: Command, text: string): string | undefined {
  const [, name = '', value = ''] = /^([\w.-]+)(=.*)?$/s.exec(text) ?? [];
  const names = options.flatMap(({ long }) => long?.slice(2) ?? []);
  const near = names.includes(name) ? name : name.length < 3 ? undefined : meantName(name, names);
  return near === undefined ? undefined : `--${near}${value}`;
}
