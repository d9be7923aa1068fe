// nx run experiments:runs: the recorded runs and their results.
import { createInterface } from 'node:readline/promises';
import { surviveLostOutput } from '@singlora/runner';
import { runsCommand } from './runs/command.ts';

surviveLostOutput();
process.exitCode = await runsCommand(process.argv.slice(2), {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  width: process.stdout.columns,
  ...(process.stdout.isTTY && process.env['TERM'] !== 'dumb' && { screen: process.stdout }),
  interrupted,
  ...(process.stdin.isTTY && process.stdout.isTTY && { ask }),
});

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
