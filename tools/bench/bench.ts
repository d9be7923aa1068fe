// Times this project beside PyTorch + transformers + peft on the same work, in turns.
//
//     nx run tools:bench --case=minilm-32x48
import { precisions, type Precision } from '@singlora/records';
import { peakRounds, stepCases, tiny } from './cases.ts';
import { benchEpoch, epochLines } from './epoch.ts';
import { readOptions, runCommand } from './command.ts';
import { writeRecord } from './record.ts';
import { checkPython, pythonOf } from './sides.ts';
import { benchSteps, stepsLines } from './steps.ts';

const epochName = 'epoch-mnli';
const names = [...Object.keys(stepCases), epochName];
const usage = `Times this project beside PyTorch + transformers + peft on the same work, in turns.

  --case NAME     one case, or several with commas between (default: all)
                  ${names.join('\n                  ')}
  --precision P   float32 or bfloat16, in which both sides make the products with frozen weights
                  (default: both in one measurement; PyTorch's bfloat16 is its autocast)
  --rounds N      turns of each side (default 10; 1 for the epoch)
  --steps N       steps a turn (default 4)
  --rows N        training rows of the epoch (default: all there are)
  --python PATH   Python with torch, transformers and peft (default: SINGLORA_PYTHON, or python3)
  --alone         this project without PyTorch
  --tiny          every case once at a tiny size, alone, to see it work; nothing is recorded
  --help          this text

Results go to runs/bench (or SINGLORA_BENCH), from which the report's performance page is made:
nx run reports:build. A ratio above 1 means that this project takes less time.`;

const options = readOptions({
  usage,
  numbers: ['rounds', 'steps', 'rows'],
  texts: ['python'],
  flags: ['alone', 'tiny'],
  choices: { case: names, precision: precisions },
});

async function run(): Promise<void> {
  const { case: chosen, tiny: isTiny = false } = options;
  const { rounds, steps = isTiny ? 2 : 4, rows = isTiny ? 64 : undefined } = options;
  const effort = {
    steps,
    // checked when the options were read
    precisions: options.precision as readonly [Precision, ...Precision[]],
    python: pythonOf(options.python),
    alone: options.alone ?? isTiny,
  };
  if (!effort.alone) checkPython(effort.python, packagesOf(chosen));
  for (const name of chosen) {
    const job = stepCases[name];
    const record = job
      ? await benchSteps(name, isTiny ? tiny(job) : job, {
          ...effort,
          rounds: rounds ?? (isTiny ? 1 : 10),
          peakRounds: peakRounds(isTiny),
        })
      : await benchEpoch(name, rows, { ...effort, rounds: rounds ?? 1 });
    if (!isTiny) await writeRecord(record);
    const lines = record.kind === 'step' ? stepsLines(record) : epochLines(record);
    for (const line of lines) console.log(line);
  }
}

/** What the other side imports for these cases. */
function packagesOf(chosen: readonly string[]): string[] {
  const others = chosen.map((name) => stepCases[name]?.against);
  const extra = others.includes('peft-singlora') ? ['peft_singlora'] : [];
  return ['torch', 'transformers', 'peft', ...extra];
}

await runCommand(run);
