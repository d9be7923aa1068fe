// Times a step of training adapters on a denoiser of pictures beside PyTorch's, and tells the memory of each.
//
//     nx run tools:denoiser --case=small
import { join, resolve } from 'node:path';
import { printedOf } from '@singlora/errors';
import { denoiserCases, type DenoiserTimes } from './denoiser-cases.ts';
import { readOptions } from './options.ts';
import { checkPython } from './sides.ts';
import { ratio } from './text.ts';
import { Worker } from './worker.ts';

const usage = `Times the gradients of adapters on a denoiser's queries and keys beside PyTorch, diffusers and peft.

  --case NAME     one case, or several with commas between (default: all; sd and sd-whole take minutes, and 8 and 16 GB)
                  ${Object.keys(denoiserCases).join('\n                  ')}
  --threads N     of each side (default 1, so that processor time is the time that a step takes)
  --python PATH   Python with torch, diffusers and peft (default: SINGLORA_PYTHON, or python3)
  --help          this text

Prints the least processor time. A ratio above 1 means that this project takes less time.`;

const options = readOptions({
  usage,
  numbers: ['threads'],
  texts: ['python'],
  choice: { name: 'case', known: Object.keys(denoiserCases) },
});

async function run(): Promise<void> {
  const python = options.python ?? process.env['SINGLORA_PYTHON'] ?? 'python3';
  checkPython(python);
  const threads = String(options.threads ?? 1);
  const env = {
    ...process.env,
    TF_NUM_INTRAOP_THREADS: threads,
    TF_NUM_INTEROP_THREADS: threads,
    OMP_NUM_THREADS: threads,
  };
  const root = resolve(import.meta.dirname, '../..');
  const script = (name: string) => join(root, 'tools/bench', name);
  const lab = [process.execPath, join(root, 'tools/launch.mjs'), script('denoiser-worker.ts')];
  const torch = [python, script('torch_denoiser.py')];
  for (const name of options.chosen) {
    // One after the other, as both may not fit the memory.
    const sides: DenoiserTimes[] = [];
    for (const [program = '', ...args] of [lab, torch]) {
      const worker = new Worker([program, ...args, JSON.stringify(denoiserCases[name])], env);
      sides.push(await worker.next<DenoiserTimes>());
      worker.close();
    }
    const [ours = NaN, theirs = NaN] = sides.map(({ processor }) => Math.min(...processor));
    const shown = sides.map(
      ({ peakBytes, processor }) =>
        `${Math.min(...processor).toFixed(3)} s, ${(peakBytes / 2 ** 30).toFixed(1)} GiB`,
    );
    console.log(
      `${name.padEnd(12)} ${ratio(theirs, ours)}   ours ${shown[0]}   PyTorch ${shown[1]}`,
    );
  }
}

if (options.help) console.log(usage);
else {
  await run().catch((error: unknown) => {
    console.error(printedOf(error));
    process.exitCode = 1;
  });
}
