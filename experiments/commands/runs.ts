// nx run experiments:runs: what has been run, and how it went.
import { runsCommand } from './runs/command.ts';

process.exitCode = await runsCommand(process.argv.slice(2), {
  print: (text) => {
    console.log(text);
  },
  complain: (text) => {
    console.error(text);
  },
});
