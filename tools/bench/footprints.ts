// Where a side's memory goes: what its process holds after each stage, ours and PyTorch's.
//
//     node tools/launch.mjs tools/bench/footprints.ts --case=minilm-32x48
import { precisions, type Precision } from '@singlora/records';
import { median as medianOf } from '@singlora/statistics';
import { stepCases } from './cases.ts';
import { readOptions, runCommand } from './command.ts';
import { checkPython, pythonOf, type Footprint, type StepsAnswer } from './sides.ts';
import { ms, sideText } from './text.ts';
import { otherName, withSides, type Started } from './turns.ts';

const usage = `What a side's process holds after each stage, in MiB.

  --case NAME     one case, or several with commas between (default: all)
                  ${Object.keys(stepCases).join('\n                  ')}
  --precision P   float32 or bfloat16 (default: one after the other)
  --steps N       steps after the first two (default 4)
  --python PATH   Python with torch, transformers and peft (default: SINGLORA_PYTHON, or python3)
  --alone         this project without PyTorch
  --help          this text`;

const options = readOptions({
  usage,
  numbers: ['steps'],
  texts: ['python'],
  flags: ['alone'],
  choices: { case: Object.keys(stepCases), precision: precisions },
});

/** What a side holds at the start, and from step to step. */
async function stages(
  { worker, ready: { footprints } }: Started<{ readonly footprints: readonly Footprint[] }>,
  steps: number,
) {
  const held = [...footprints];
  let peak = 0;
  let median = NaN;
  for (const [at, count] of [
    ['the first step', 1],
    ['the second step', 1],
    [`${steps} more`, steps],
  ] as const) {
    const { footprint, peakRssBytes, milliseconds } = await worker.ask<StepsAnswer>({
      steps: count,
    });
    if (footprint) held.push({ ...footprint, at });
    peak = peakRssBytes;
    median = medianOf(milliseconds);
  }
  return { held, peak, median };
}

const columns = ['rss', 'anonymous', 'file', 'heap', 'arrays', 'tensors'] as const;

function print({ held, peak, median }: Awaited<ReturnType<typeof stages>>): void {
  console.log(`  ${'after'.padEnd(30)}${columns.map((name) => name.padStart(11)).join('')}`);
  for (const one of held) {
    const cells = columns.map((name) => {
      const bytes = one[name];
      return (bytes === undefined ? '' : (bytes / 2 ** 20).toFixed(0)).padStart(11);
    });
    console.log(`  ${one.at.padEnd(30)}${cells.join('')}`);
  }
  console.log(`  ${'peak'.padEnd(30)}${(peak / 2 ** 20).toFixed(0).padStart(11)}`);
  console.log(`  a step takes ${ms(median)}`);
}

async function run(): Promise<void> {
  const { case: chosen, steps = 4, alone = false } = options;
  const python = pythonOf(options.python);
  if (!alone) checkPython(python, ['torch', 'transformers', 'peft']);
  for (const name of chosen) {
    const job = stepCases[name];
    if (!job) continue;
    // checked when the options were read
    for (const precision of options.precision as readonly Precision[]) {
      const torches = alone ? [] : [precision];
      await withSides(job, { labs: [precision], torches, python }, async (sides) => {
        console.log(`${name}\n ${sideText({ name: 'SingLoRA Lab', precision })}`);
        print(await stages(sides.labs[0], steps));
        for (const torch of sides.torches) {
          console.log(` ${sideText({ name: otherName(job), precision })}`);
          print(await stages(torch, steps));
        }
      });
    }
  }
}

await runCommand(run);
