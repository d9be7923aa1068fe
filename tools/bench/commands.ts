import { createInterface } from 'node:readline';

/**
 * What the driver tells a side to do, a line of JSON each. The side ends with the driver, however that ends, in the middle of
 * its work too.
 *
 * @returns gives the next command
 */
export function commandsOf<Command>(): () => Promise<Command> {
  const lines = createInterface({ input: process.stdin });
  lines.once('close', () => process.exit(0));
  const commands = lines[Symbol.asyncIterator]();
  return async () => JSON.parse((await commands.next()).value as string) as Command;
}
