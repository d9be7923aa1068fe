// Times single operations of diffusion models beside PyTorch's, in turns.
//
//     nx run tools:kernels --case=conv-64-320
import { passes, type OperationsRecord } from '@singlora/records';
import { readOptions, runCommand } from './command.ts';
import { kernelCases, kernelTitle, tinyKernel } from './kernel-cases.ts';
import { provenance, writeRecord } from './record.ts';
import { checkPython, pythonOf, startLab, startTorch, type SideReady } from './sides.ts';
import { ratio } from './text.ts';
import { inTurns, threads as allThreads } from './turns.ts';

const usage = `Times single operations of diffusion models beside PyTorch's.

  --case NAME     one case, or several with commas between (default: all)
                  ${Object.keys(kernelCases).join('\n                  ')}
  --rounds N      turns of each side (default 5)
  --times N       runs a turn (default 4)
  --threads N     of each side (default: one a core)
  --python PATH   Python with torch (default: SINGLORA_PYTHON, or python3)
  --alone         this project without PyTorch
  --tiny          every case once at a tiny size, alone, to see it work; nothing is recorded
  --help          this text

Prints the minima. A ratio above 1 means that this project takes less time. The result goes to
runs/bench/kernels.json (or SINGLORA_BENCH), and from there to the report's performance page.`;

const options = readOptions({
  usage,
  numbers: ['rounds', 'times', 'threads'],
  texts: ['python'],
  flags: ['alone', 'tiny'],
  choices: { case: Object.keys(kernelCases) },
});

interface Answer {
  readonly milliseconds: number[];
}

type Operation = OperationsRecord['operations'][number];

async function run(): Promise<void> {
  const { case: chosen, tiny = false, threads = allThreads } = options;
  const { rounds = tiny ? 1 : 5, times = tiny ? 1 : 4 } = options;
  const python = pythonOf(options.python);
  const alone = options.alone ?? tiny;
  if (!alone) checkPython(python, ['torch']);
  const lab = startLab('kernel-worker.ts', { threads });
  const torch = alone ? [] : [startTorch(python, 'torch_kernels.py', { threads })];
  const workers = [lab, ...torch];
  try {
    const { ready, environment } = await lab.next<SideReady>();
    const sides = [{ name: 'SingLoRA Lab', versions: ready }];
    for (const worker of torch) {
      sides.push({ name: 'PyTorch', versions: (await worker.next<SideReady>()).ready });
    }
    const operations: Operation[] = [];
    for (const name of chosen) {
      const given = kernelCases[name];
      if (!given) continue;
      const job = tiny ? tinyKernel(given) : given;
      for (const pass of passes) {
        const command = { job, pass, times };
        const timed = workers.map((worker) => ({ worker, command, rounds: [] as number[][] }));
        await inTurns<Answer, (typeof timed)[number]>(timed, rounds, (side, { milliseconds }) => {
          side.rounds.push(milliseconds);
        });
        const milliseconds = timed.map((side) => side.rounds);
        const operation = { case: name, title: kernelTitle(job), pass, milliseconds };
        operations.push(operation);
        console.log(lineOf(operation));
      }
    }
    if (tiny || !environment) return;
    const partial = chosen.length < Object.keys(kernelCases).length;
    const path = await writeRecord({
      kind: 'operations',
      case: 'kernels',
      title: 'Operations of diffusion models',
      command: `npx nx run tools:kernels${partial ? ` --case=${chosen.join(',')}` : ''}`,
      ...provenance(environment),
      setting: { threads },
      sides,
      operations,
    });
    console.log(`Written to ${path}`);
  } finally {
    for (const worker of workers) worker.close();
  }
}

function lineOf({ case: name, pass, milliseconds }: Operation): string {
  const [ours = NaN, theirs] = milliseconds.map((rounds) => Math.min(...rounds.flat()));
  const start = `${name.padEnd(18)} ${pass.padEnd(9)}`;
  if (theirs === undefined) return `${start} ours ${ours.toFixed(2)} ms`;
  const shown = [ours, theirs].map((least) => `${least.toFixed(2)} ms`.padStart(11));
  return `${start} ${ratio(theirs, ours)}   ours ${shown[0]}   PyTorch ${shown[1]}`;
}

await runCommand(run);
