// Times a step of training adapters on a denoiser of pictures against PyTorch's, with the memory of each.
//
//     nx run tools:denoiser --case=small
import { runCommand, some, usualOptions } from './command.ts';
import { denoiserCases, tinyDenoiser } from './denoiser-cases.ts';
import { provenanceOf } from './record.ts';
import { sidesOfJob, threads } from './side.ts';
import { inNewProcesses } from './turns.ts';

await runCommand({
  about: `Times the gradients of adapters on a denoiser's queries and keys beside PyTorch, diffusers and peft: five processes of each
side of small cases, one of those of Stable Diffusion's size, which take minutes, and 8 to 16 GB.`,
  options: { ...usualOptions, case: some(Object.keys(denoiserCases)) },
  async *measure(asked) {
    for (const [name, given] of Object.entries(denoiserCases)) {
      if (!asked.case.includes(name)) continue;
      const job = asked.tiny ? tinyDenoiser(given) : given;
      const { warmup, steps, title, compiled, rank, targets } = job;
      const { started, measured } = await inNewProcesses(
        sidesOfJob('denoiser', 'PyTorch, diffusers and peft', job),
        { ...asked, rounds: asked.rounds ?? job.rounds },
        { steps, tensors: !compiled },
        { steps: warmup },
      );
      const { parameters = 0, trained = 0 } = started[0]?.ready ?? {};
      const { batch, side, tokens, recompute, threadsPerOperation = threads } = job;
      yield {
        kind: 'denoiser',
        case: name,
        title,
        command: `npx nx run tools:denoiser --case=${name}`,
        ...provenanceOf(started),
        setting: {
          method: 'lora',
          rank,
          targets,
          parameters,
          trained,
          batch,
          side,
          tokens,
          recompute,
          compiled,
          threads,
          threadsPerOperation,
        },
        cases: [{ case: name, measured }],
      };
    }
  },
});
