import { createInterface } from 'node:readline';
import { captureEnvironment } from '@singlora/tracking';
import type { Ready } from './side.ts';

/** The job of our side's process. */
export const jobGiven = <Job>() => JSON.parse(process.argv[2] ?? '') as Job;

const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);

/**
 * Our side of a benchmark, in lines of JSON: reports that it is ready, then answers the driver's
 * commands. The side ends with the driver, even in the middle of its work.
 *
 * @param backend its description
 * @param answer to a command
 * @param about further fields of the first message
 */
export async function serve<Command>(
  backend: string,
  answer: (command: Command) => object | Promise<object>,
  about: object = {},
): Promise<never> {
  const lines = createInterface({ input: process.stdin });
  lines.once('close', () => process.exit(0));
  const commands = lines[Symbol.asyncIterator]();
  const environment = await captureEnvironment({ backend });
  say({ ready: backend, environment, ...about } satisfies Ready);
  for (;;) say(await answer(JSON.parse((await commands.next()).value as string) as Command));
}
