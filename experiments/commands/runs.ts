// nx run experiments:runs: the recorded runs and their results.
import { createInterface } from 'node:readline/promises';
import { reasonOf } from '@singlora/errors';
import { exitCodes } from '@singlora/runner';
import { runsCommand } from './runs/command.ts';

// Output to an ended program, such as `head`, is lost; the command continues. A file on a full disk would be cut short unnoticed.
process.stderr.on('error', () => undefined);
let isCut = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (isCut || error.code === 'EPIPE' || error.code === 'EIO') return; // EIO: a closed terminal
  isCut = true;
  process.exitCode = exitCodes.failed;
  console.error(`Error: The output is cut short: it cannot be written (${reasonOf(error)}).`);
});
const exitCode = await runsCommand(process.argv.slice(2), {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  width: process.stdout.columns,
  ...(process.stdout.isTTY && process.env['TERM'] !== 'dumb' && { screen: process.stdout }),
  interrupted,
  ...(process.stdin.isTTY && process.stdout.isTTY && { ask }),
});
process.exitCode ??= exitCode;

function interrupted(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.stdout.once('error', stop);
  return controller.signal;
}

async function ask(question: string): Promise<string> {
  const asked = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await asked.question(question);
  } finally {
    asked.close();
  }
}
