import { parseArgs } from 'node:util';

/**
 * The command line's options by name, checked: those in `numbers` are whole numbers above 0, and
 * `choice` is one or several of the known names, all of them when it is not given. Wrong usage ends
 * the process with code 2 and says how.
 *
 * @param {{ usage: string, numbers: string[], texts?: string[], choice: { name: string, known: string[] } }} command
 */
export function readOptions({ usage, numbers, texts = [], choice }) {
  const withValue = [choice.name, ...numbers, ...texts].map((name) => [name, { type: 'string' }]);
  try {
    const options = { ...Object.fromEntries(withValue), help: { type: 'boolean' } };
    const { values } = parseArgs({ options });
    for (const name of numbers) {
      if (values[name] !== undefined) values[name] = wholeNumber(name, values[name]);
    }
    const chosen = values[choice.name]?.split(',') ?? choice.known;
    const unknown = chosen.find((name) => !choice.known.includes(name));
    if (unknown !== undefined) {
      throw new Error(`There is no ${choice.name} '${unknown}'. Known: ${choice.known.join(', ')}`);
    }
    return { ...values, chosen };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    return process.exit(2);
  }
}

function wholeNumber(name, text) {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${name} is '${text}'; it takes a whole number above 0.`);
}
