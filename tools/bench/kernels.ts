// Times single operations of diffusion models beside PyTorch's, in turns.
//
//     nx run tools:kernels --case=conv-64-320
import { passes, type RecordOf } from '@singlora/records';
import { bothSides } from './both-sides.ts';
import { runCommand } from './command.ts';
import { kernelCases, kernelTitle, tinyKernel, type KernelCase } from './kernel-cases.ts';
import { provenanceOf } from './record.ts';
import { inTurns, threads as allThreads, withSides } from './turns.ts';

const names = Object.keys(kernelCases);

await runCommand({
  about:
    'Times single operations of diffusion models beside PyTorch’s, in five turns of four runs.',
  choices: { case: names },
  counts: ['rounds', 'times', 'threads'],
  hasTiny: true,
  imports: () => ['torch'],
  async *measure(asked) {
    const { chosen, tiny, threads = allThreads } = asked;
    const { rounds = tiny ? 1 : 5, times = tiny ? 1 : 4 } = asked;
    const torch = ['PyTorch', 'torch_kernels.py'] as const;
    const both = bothSides('kernel-worker.ts', torch, { threads }, asked);
    yield await withSides(both, async (sides) => {
      const cases: RecordOf<'operations'>['cases'] = [];
      for (const name of chosen('case')) {
        const given = kernelCases[name] as KernelCase;
        const job = tiny ? tinyKernel(given) : given;
        const title = kernelTitle(job);
        for (const pass of passes) {
          console.log(`${title}, ${pass}`);
          const measured = await inTurns(sides, rounds, () => ({ job, pass, times }));
          cases.push({ case: name, title, pass, measured });
        }
      }
      const partial = chosen('case').length < names.length;
      return {
        kind: 'operations' as const,
        case: 'kernels',
        title: 'Operations of diffusion models',
        command: `npx nx run tools:kernels${partial ? ` --case=${chosen('case').join(',')}` : ''}`,
        ...provenanceOf(sides),
        setting: { threads },
        cases,
      };
    });
  },
});
