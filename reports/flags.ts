import { parseArgs, type ParseArgsConfig } from 'node:util';
import { reasonOf } from '@singlora/core/errors';

/** The flags of a command. A wrong one ends the process with its reason; so does an empty one or one given twice, which would be lost. */
export function flagsOf<const Options extends NonNullable<ParseArgsConfig['options']>>(
  options: Options,
  usage: string,
): ReturnType<typeof parseArgs<{ options: Options }>>['values'] {
  try {
    const { values, tokens } = parseArgs({ options, tokens: true });
    const given = tokens.flatMap((token) => (token.kind === 'option' ? [token] : []));
    const empty = given.find(({ value }) => value === '');
    if (empty) throw new Error(`${empty.rawName} is empty; leave it out instead.`);
    const names = given.map(({ rawName }) => rawName);
    const twice = names.find((name, at) => names.indexOf(name) < at);
    if (twice !== undefined) throw new Error(`${twice} is given twice; give it once.`);
    return values;
  } catch (error) {
    console.error(`${reasonOf(error)}\n\n${usage}`);
    return process.exit(2);
  }
}
