// nx run experiments:runs: what has been run, and how it went.
import { runsCommand } from './runs/command.ts';

// Output to an ended program, such as `head`, is lost; the command goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
process.exitCode = await runsCommand(process.argv.slice(2), {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  width: process.stdout.columns,
});
