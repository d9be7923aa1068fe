// Times a step of training adapters on a denoiser of pictures beside PyTorch's, and tells the memory of each.
//
//     nx run tools:denoiser --case=small
import type { DenoiserRecord } from '@singlora/records';
import { readOptions, runCommand } from './command.ts';
import { denoiserCases, tinyDenoiser, type DenoiserJob } from './denoiser-cases.ts';
import { provenance, writeRecord } from './record.ts';
import {
  checkPython,
  pythonOf,
  startLab,
  startTorch,
  type DenoiserReady,
  type StepsAnswer,
  type TensorsAnswer,
} from './sides.ts';
import { ratio } from './text.ts';
import { threads as allThreads } from './turns.ts';
import type { Worker } from './worker.ts';

const usage = `Times the gradients of adapters on a denoiser's queries and keys beside PyTorch, diffusers and peft.

  --case NAME     one case, or several with commas between (default: all; those of Stable Diffusion's size
                  take minutes, and 8 to 16 GB)
                  ${Object.keys(denoiserCases).join('\n                  ')}
  --rounds N      processes of each side, in turns (default: 5 of small cases, 1 of large ones)
  --threads N     of each side (default: one a core)
  --python PATH   Python with torch, diffusers and peft (default: SINGLORA_PYTHON, or python3)
  --alone         this project without PyTorch
  --tiny          every case once at a tiny size, alone, to see it work; nothing is recorded
  --help          this text

Prints the least time. A ratio above 1 means that this project takes less time. Results go to runs/bench
(or SINGLORA_BENCH), and from there to the report's performance page.`;

const options = readOptions({
  usage,
  numbers: ['rounds', 'threads'],
  texts: ['python'],
  flags: ['alone', 'tiny'],
  choices: { case: Object.keys(denoiserCases) },
});

type Side = DenoiserRecord['sides'][number];

async function run(): Promise<void> {
  const { case: chosen, tiny = false, threads = allThreads } = options;
  const python = pythonOf(options.python);
  const alone = options.alone ?? tiny;
  if (!alone) checkPython(python, ['torch', 'diffusers', 'peft']);
  for (const name of chosen) {
    const given = denoiserCases[name];
    if (!given) continue;
    const job = tiny ? tinyDenoiser(given) : given;
    const { threadsPerOperation = threads } = job;
    const lab = () => startLab('denoiser-worker.ts', { job, threads, threadsPerOperation });
    const torch = () => startTorch(python, 'torch_denoiser.py', { job, threads });
    const record = await timed(name, job, {
      starts: alone ? [lab] : [lab, torch],
      rounds: options.rounds ?? (tiny ? 1 : job.rounds),
      threads,
      threadsPerOperation,
    });
    if (!tiny) await writeRecord(record);
    console.log(lineOf(record));
  }
}

interface Effort {
  /** How each side is started, ours first. */
  readonly starts: readonly (() => Worker)[];
  readonly rounds: number;
  readonly threads: number;
  /** of ours */
  readonly threadsPerOperation: number;
}

/** One process after another, as two may not fit the memory, and as a process's peak never falls. */
async function timed(
  name: string,
  job: DenoiserJob,
  { starts, rounds, threads, threadsPerOperation }: Effort,
): Promise<DenoiserRecord> {
  const sides: Side[] = ['SingLoRA Lab', 'PyTorch, diffusers and peft']
    .slice(0, starts.length)
    .map((side) => ({ name: side, versions: '', milliseconds: [], peakRssBytes: 0 }));
  let ours: DenoiserReady | undefined;
  for (let round = 0; round < rounds; round++) {
    for (const [i, side] of sides.entries()) {
      const worker = starts[i]?.();
      if (!worker) continue;
      try {
        const ready = await worker.next<DenoiserReady>();
        if (i === 0) ours = ready;
        side.versions = ready.ready;
        await worker.ask<StepsAnswer>({ steps: job.warmup }); // start-up, not counted
        const { milliseconds, peakRssBytes } = await worker.ask<StepsAnswer>({ steps: job.steps });
        side.milliseconds.push([...milliseconds]);
        side.peakRssBytes = Math.max(side.peakRssBytes, peakRssBytes);
        if (i === 0 && !job.compiled && round === 0) {
          const { peakTensorBytes } = await worker.ask<TensorsAnswer>({ tensors: true });
          side.peakTensorBytes = peakTensorBytes;
        }
      } finally {
        worker.close();
      }
    }
  }
  if (!ours?.environment) throw new Error('The worker says nothing of its environment.');
  const { parameters, trained, environment } = ours;
  const { title, batch, side, tokens, recompute, compiled, rank, targets } = job;
  return {
    kind: 'denoiser',
    case: name,
    title,
    command: `npx nx run tools:denoiser --case=${name}`,
    ...provenance(environment),
    setting: {
      ...{ method: 'lora', rank, targets, parameters, trained },
      ...{ batch, side, tokens, recompute, compiled, threads, threadsPerOperation },
    },
    sides,
  };
}

function lineOf({ case: name, sides }: DenoiserRecord): string {
  const [ours, theirs] = sides.map(({ milliseconds, peakRssBytes }) => {
    const least = Math.min(...milliseconds.flat());
    return { least, text: `${least.toFixed(0)} ms, ${(peakRssBytes / 2 ** 30).toFixed(1)} GiB` };
  });
  if (!ours || !theirs) return `${name.padEnd(12)} ours ${ours?.text}`;
  return `${name.padEnd(12)} ${ratio(theirs.least, ours.least)}   ours ${ours.text}   PyTorch ${theirs.text}`;
}

await runCommand(run);
