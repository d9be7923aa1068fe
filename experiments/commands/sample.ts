// nx run experiments:sample: pictures from prompts, with or without an adapter.
import { printableLines } from '@singlora/errors';
import { listenForStop } from '@singlora/runner';
import { sampleCommand } from './sample/command.ts';

const print = (text: string) => console.log(printableLines(text));
const complain = (what: unknown) =>
  console.error(typeof what === 'string' ? printableLines(what) : what);
const stop = listenForStop(print, { when: 'after this step; pictures that are done are kept' });
process.exitCode = await sampleCommand(process.argv.slice(2), { print, complain, stop });
