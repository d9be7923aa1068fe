// Times a step of training adapters on a denoiser of pictures beside PyTorch's, and tells the memory of each.
//
//     nx run tools:denoiser --case=small
import type { RecordOf } from '@singlora/records';
import { runCommand } from './command.ts';
import { denoiserCases, tinyDenoiser, type DenoiserJob } from './denoiser-cases.ts';
import { provenance } from './record.ts';
import { startLab, startTorch, type Ready, type TensorsAnswer } from './sides.ts';
import { measuredIn, threads as allThreads, withSides, type Answer, type Side } from './turns.ts';

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
      const lab: Side = {
        told: { name: 'SingLoRA Lab', precision: 'float32' },
        start: () => startLab('denoiser-worker.ts', { job, threads, threadsPerOperation }),
      };
      const torch: Side = {
        told: { name: 'PyTorch, diffusers and peft', precision: 'float32' },
        start: () => startTorch(python, 'torch_denoiser.py', { job, threads }),
      };
      const effort = { threads, threadsPerOperation, rounds: rounds ?? (tiny ? 1 : job.rounds) };
      yield await timed(name, job, alone ? [lab] : [lab, torch], effort);
    }
  },
});

/** One process after another, as two may not fit the memory, and as a process's peak never falls. */
async function timed(
  name: string,
  job: DenoiserJob,
  given: readonly Side[],
  { rounds, ...threads }: { rounds: number; threads: number; threadsPerOperation: number },
): Promise<RecordOf<'denoiser'>> {
  const sides = given.map((side) => ({ ...side, answers: [] as Answer[] }));
  let ours: Ready | undefined;
  for (let round = 0; round < rounds; round++)
    for (const [i, side] of sides.entries())
      await withSides([side], async (_, { worker, told, ready }) => {
        if (i === 0) ours = ready;
        side.told = told;
        await worker.ask({ steps: job.warmup }); // start-up, not counted
        const answer = await worker.ask<Answer>({ steps: job.steps });
        const isCounted = i === 0 && !job.compiled && round === 0;
        const tensors = isCounted && (await worker.ask<TensorsAnswer>({ tensors: true }));
        side.answers.push({ ...answer, ...tensors });
      });
  const { parameters = 0, trained = 0, environment } = ours ?? {};
  const { title, batch, side, tokens, recompute, compiled, rank, targets } = job;
  return {
    kind: 'denoiser',
    case: name,
    title,
    command: `npx nx run tools:denoiser --case=${name}`,
    ...provenance(environment),
    setting: {
      ...{ method: 'lora', rank, targets, parameters, trained },
      ...{ batch, side, tokens, recompute, compiled, ...threads },
    },
    sides: sides.map(({ told }) => told),
    cases: [{ case: name, measured: sides.map(({ answers }) => measuredIn(answers)) }],
  };
}
