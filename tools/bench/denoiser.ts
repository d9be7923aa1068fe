// Times a step of training adapters on a denoiser of pictures beside PyTorch's, and tells the memory of each.
//
//     nx run tools:denoiser --case=small
import type { DenoiserRecord } from '@singlora/records';
import { runCommand } from './command.ts';
import { denoiserCases, tinyDenoiser, type DenoiserJob } from './denoiser-cases.ts';
import { provenance } from './record.ts';
import {
  startLab,
  startTorch,
  type DenoiserReady,
  type StepsAnswer,
  type TensorsAnswer,
} from './sides.ts';
import { threads as allThreads } from './turns.ts';
import type { Worker } from './worker.ts';

type Side = DenoiserRecord['sides'][number];

await runCommand({
  about: `Times the gradients of adapters on a denoiser's queries and keys beside PyTorch, diffusers and peft: five processes of each
side of small cases, one of those of Stable Diffusion's size, which take minutes, and 8 to 16 GB.`,
  choices: { case: Object.keys(denoiserCases) },
  counts: ['rounds', 'threads'],
  hasTiny: true,
  imports: () => ['torch', 'diffusers', 'peft'],
  async *measure({ chosen, tiny, alone, python, rounds, threads = allThreads }) {
    for (const name of chosen('case')) {
      const given = denoiserCases[name] as DenoiserJob;
      const job = tiny ? tinyDenoiser(given) : given;
      const { threadsPerOperation = threads } = job;
      const lab = () => startLab('denoiser-worker.ts', { job, threads, threadsPerOperation });
      const torch = () => startTorch(python, 'torch_denoiser.py', { job, threads });
      yield await timed(name, job, {
        starts: alone ? [lab] : [lab, torch],
        rounds: rounds ?? (tiny ? 1 : job.rounds),
        threads,
        threadsPerOperation,
      });
    }
  },
});

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
