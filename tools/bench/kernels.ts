// Times single operations of diffusion models beside PyTorch's, in turns.
//
//     nx run tools:kernels --case=conv-64-320
import { join, resolve } from 'node:path';
import { printedOf } from '@singlora/errors';
import { kernelCases, passes } from './kernel-cases.ts';
import { readOptions } from './options.ts';
import { checkPython } from './sides.ts';
import { ratio } from './text.ts';
import { inTurns } from './turns.ts';
import { Worker } from './worker.ts';

const usage = `Times single operations of diffusion models beside PyTorch's: processor time of one thread.

  --case NAME     one case, or several with commas between (default: all)
                  ${Object.keys(kernelCases).join('\n                  ')}
  --rounds N      turns of each side (default 3)
  --times N       runs a turn (default 4)
  --python PATH   Python with torch, transformers and peft (default: SINGLORA_PYTHON, or python3)
  --help          this text

Prints the minima. A ratio above 1 means that this project takes less time.`;

const options = readOptions({
  usage,
  numbers: ['rounds', 'times'],
  texts: ['python'],
  choice: { name: 'case', known: Object.keys(kernelCases) },
});

interface Answer {
  readonly milliseconds: readonly number[];
}

/** One thread, so that processor time is the time that a run takes on a machine that others use, too. */
const env = {
  ...process.env,
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  OMP_NUM_THREADS: '1',
};

async function run(): Promise<void> {
  const { chosen, rounds = 3, times = 4 } = options;
  const python = options.python ?? process.env['SINGLORA_PYTHON'] ?? 'python3';
  checkPython(python);
  const root = resolve(import.meta.dirname, '../..');
  const script = (name: string) => join(root, 'tools/bench', name);
  const launcher = join(root, 'tools/launch.mjs');
  const lab = new Worker([process.execPath, launcher, script('kernel-worker.ts')], env);
  const torch = new Worker([python, script('torch_kernels.py')], env);
  try {
    const ready = [await lab.next<{ ready: string }>(), await torch.next<{ ready: string }>()];
    console.log(ready.map((side) => side.ready).join(' against '));
    for (const name of chosen) {
      for (const pass of passes) {
        const command = { job: kernelCases[name], pass, times };
        const [ours, theirs] = [lab, torch].map((worker) => ({ worker, command, least: Infinity }));
        if (!ours || !theirs) continue;
        await inTurns<Answer, typeof ours>([ours, theirs], rounds, (side, { milliseconds }) => {
          side.least = Math.min(side.least, ...milliseconds);
        });
        const shown = [ours, theirs].map(({ least }) => `${least.toFixed(2)} ms`.padStart(11));
        console.log(
          `${name.padEnd(18)} ${pass.padEnd(9)} ${ratio(theirs.least, ours.least)}` +
            `   ours ${shown[0]}   PyTorch ${shown[1]}`,
        );
      }
    }
  } finally {
    lab.close();
    torch.close();
  }
}

if (options.help) console.log(usage);
else {
  await run().catch((error: unknown) => {
    console.error(printedOf(error));
    process.exitCode = 1;
  });
}
