// nx run experiments:sample: pictures from prompts, with or without an adapter.
import { complain, print } from '@singlora/core/errors/terminal';
import { listenForStop } from '@singlora/runner';
import { sampleCommand } from './sample/command.ts';

const stop = listenForStop(print, { when: 'after this step; pictures that are done are kept' });
process.exitCode = await sampleCommand(process.argv.slice(2), { print, complain, stop });
