// Where a side's memory goes: what its process holds after each stage, ours and PyTorch's.
//
//     node tools/launch.mjs tools/bench/footprints.ts --case=minilm-32x48
import { precisions } from '@singlora/records';
import { median as medianOf } from '@singlora/statistics';
import { stepCases, type StepCase } from './cases.ts';
import { runCommand } from './command.ts';
import type { Footprint, StepsAnswer } from './sides.ts';
import { ms, sideText } from './text.ts';
import { otherName, withSides, type Started } from './turns.ts';

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

function linesOf({ held, peak, median }: Awaited<ReturnType<typeof stages>>): string[] {
  const row = (title: string, cells: readonly string[]) =>
    `  ${title.padEnd(30)}${cells.map((cell) => cell.padStart(11)).join('')}`;
  const inMib = (bytes: number | undefined) =>
    bytes === undefined ? '' : (bytes / 2 ** 20).toFixed(0);
  return [
    row('after', columns),
    ...held.map((one) =>
      row(
        one.at,
        columns.map((name) => inMib(one[name])),
      ),
    ),
    row('peak', [inMib(peak)]),
    `  a step takes ${ms(median)}`,
  ];
}

await runCommand({
  about: 'What a side’s process holds after each stage, in MiB, and after four steps more.',
  choices: { case: Object.keys(stepCases), precision: precisions },
  counts: ['steps'],
  imports: () => ['torch', 'transformers', 'peft'],
  async *measure({ chosen, steps = 4, alone, python, precisions: asked }) {
    for (const name of chosen('case')) {
      const job = stepCases[name] as StepCase;
      for (const precision of asked) {
        const torches = alone ? [] : [precision];
        const lines = await withSides(
          job,
          { labs: [precision], torches, python },
          async (sides) => [
            name,
            ` ${sideText({ name: 'SingLoRA Lab', precision })}`,
            ...linesOf(await stages(sides.labs[0], steps)),
            ...(sides.torches[0]
              ? [
                  ` ${sideText({ name: otherName(job), precision })}`,
                  ...linesOf(await stages(sides.torches[0], steps)),
                ]
              : []),
          ],
        );
        yield lines.join('\n');
      }
    }
  },
});
