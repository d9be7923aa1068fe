// Times single operations of diffusion models beside PyTorch's, in turns.
//
//     nx run tools:kernels --case=conv-64-320
import { passes, type OperationsRecord } from '@singlora/records';
import { runCommand } from './command.ts';
import { kernelCases, kernelTitle, tinyKernel, type KernelCase } from './kernel-cases.ts';
import { provenance } from './record.ts';
import { startLab, startTorch, type SideReady } from './sides.ts';
import { inTurns, threads as allThreads } from './turns.ts';

interface Answer {
  readonly milliseconds: number[];
}

const names = Object.keys(kernelCases);

await runCommand({
  about:
    'Times single operations of diffusion models beside PyTorch’s, in five turns of four runs.',
  choices: { case: names },
  counts: ['rounds', 'times', 'threads'],
  hasTiny: true,
  imports: () => ['torch'],
  async *measure({ chosen, tiny, alone, python, ...asked }) {
    const { rounds = tiny ? 1 : 5, times = tiny ? 1 : 4, threads = allThreads } = asked;
    const lab = startLab('kernel-worker.ts', { threads });
    const torch = alone ? [] : [startTorch(python, 'torch_kernels.py', { threads })];
    const workers = [lab, ...torch];
    try {
      const { ready, environment } = await lab.next<Required<SideReady>>();
      const sides = [{ name: 'SingLoRA Lab', versions: ready }];
      for (const worker of torch)
        sides.push({ name: 'PyTorch', versions: (await worker.next<SideReady>()).ready });
      const operations: OperationsRecord['operations'] = [];
      for (const name of chosen('case')) {
        const given = kernelCases[name] as KernelCase;
        const job = tiny ? tinyKernel(given) : given;
        const title = kernelTitle(job);
        for (const pass of passes) {
          yield `${title}, ${pass}`;
          const command = { job, pass, times };
          const timed = workers.map((worker) => ({ worker, command, rounds: [] as number[][] }));
          await inTurns<Answer, (typeof timed)[number]>(timed, rounds, (side, { milliseconds }) => {
            side.rounds.push(milliseconds);
          });
          const milliseconds = timed.map((side) => side.rounds);
          operations.push({ case: name, title, pass, milliseconds });
        }
      }
      const partial = chosen('case').length < names.length;
      yield {
        kind: 'operations',
        case: 'kernels',
        title: 'Operations of diffusion models',
        command: `npx nx run tools:kernels${partial ? ` --case=${chosen('case').join(',')}` : ''}`,
        ...provenance(environment),
        setting: { threads },
        sides,
        operations,
      };
    } finally {
      for (const worker of workers) worker.close();
    }
  },
});
