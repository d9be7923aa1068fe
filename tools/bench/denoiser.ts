// Times a step of training adapters on a denoiser of pictures beside PyTorch's, and tells the memory of each.
//
//     nx run tools:denoiser --case=small
import { bothSides } from './both-sides.ts';
import { runCommand } from './command.ts';
import { denoiserCases, tinyDenoiser, type DenoiserJob } from './denoiser-cases.ts';
import { provenanceOf } from './record.ts';
import type { TensorsAnswer } from './sides.ts';
import { inNewProcesses, threads as allThreads, type Answer } from './turns.ts';

await runCommand({
  about: `Times the gradients of adapters on a denoiser's queries and keys beside PyTorch, diffusers and peft: five processes of each
side of small cases, one of those of Stable Diffusion's size, which take minutes, and 8 to 16 GB.`,
  choices: { case: Object.keys(denoiserCases) },
  counts: ['rounds', 'threads'],
  hasTiny: true,
  imports: () => ['torch', 'diffusers', 'peft'],
  async *measure(asked) {
    const { chosen, tiny, threads = allThreads } = asked;
    for (const name of chosen('case')) {
      const given = denoiserCases[name] as DenoiserJob;
      const job = tiny ? tinyDenoiser(given) : given;
      const { threadsPerOperation = threads, rounds } = job;
      const sides = bothSides(
        'denoiser-worker.ts',
        ['PyTorch, diffusers and peft', 'torch_denoiser.py'],
        { job, threads, threadsPerOperation },
        asked,
      );
      const { started, measured } = await inNewProcesses(
        sides,
        asked.rounds ?? (tiny ? 1 : rounds),
        async ({ worker, ready }, round) => {
          await worker.ask({ steps: job.warmup }); // start-up, not counted
          const answer = await worker.ask<Answer>({ steps: job.steps });
          const isCounted = ready.environment && !job.compiled && round === 0;
          const tensors = isCounted && (await worker.ask<TensorsAnswer>({ tensors: true }));
          return { ...answer, ...tensors };
        },
      );
      const { parameters = 0, trained = 0 } = started[0]?.ready ?? {};
      const { title, batch, side, tokens, recompute, compiled, rank, targets } = job;
      yield {
        kind: 'denoiser',
        case: name,
        title,
        command: `npx nx run tools:denoiser --case=${name}`,
        ...provenanceOf(started),
        setting: {
          ...{ method: 'lora', rank, targets, parameters, trained },
          ...{ batch, side, tokens, recompute, compiled, threads, threadsPerOperation },
        },
        cases: [{ case: name, measured }],
      };
    }
  },
});
