import { isDamaged } from '@singlora/tracking';
import { Command } from 'commander';
import { tellContradictions } from './contradictions.ts';
import { withTracking } from './opened.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

/** `runs check`. */
export const verifyCommand = (output: Output): Command =>
  new Command('check')
    .description('read the whole database, and say whether it is sound')
    .action(() =>
      withTracking(async (tracking) => {
        await tracking.check();
        let runs = 0;
        for await (const run of tracking.each()) {
          if (isDamaged(run)) await tracking.get(run.id); // throws what is wrong with it
          runs += 1;
        }
        output.print(printable(`${tracking.path} is sound. It holds ${runs} runs.`));
        await tellContradictions(tracking, output);
      }),
    );
