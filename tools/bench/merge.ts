// Times a LoRA's merge into a checkpoint beside PyTorch's, and tells the memory of each.
//
//     nx run tools:merge
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordOf } from '@singlora/records';
import { runCommand } from './command.ts';
import { writeMergeFiles, type MergeCase } from './merge-files.ts';
import { provenance } from './record.ts';
import { startLab, startTorch, type Ready } from './sides.ts';
import { measuredIn, threads, withSides, type Answer, type Side } from './turns.ts';

const usual: MergeCase = { matrices: 120, adapted: 60, width: 2048, rank: 16, alpha: 32 };

await runCommand({
  about: `Times a LoRA's merge into a checkpoint of 1 GB beside PyTorch, five processes of each side in turns. Needs 2 GB in
the folder of temporary files, or TMPDIR.`,
  choices: {},
  counts: ['rounds'],
  hasTiny: true,
  imports: () => ['torch', 'safetensors'],
  async *measure({ tiny, alone, python, rounds = tiny ? 1 : 5 }) {
    const given = tiny ? { ...usual, matrices: 2, adapted: 1, width: 64 } : usual;
    const folder = await mkdtemp(join(tmpdir(), 'singlora-bench-'));
    try {
      const job = await writeMergeFiles(folder, given);
      const lab: Side = {
        told: { name: 'SingLoRA Lab', precision: 'bfloat16' },
        start: () => startLab('merge-worker.ts', { job }),
      };
      const torch: Side = {
        told: { name: 'PyTorch', precision: 'bfloat16' },
        start: () => startTorch(python, 'torch_merge.py', { job, threads }),
      };
      yield await timed(given, alone ? [lab] : [lab, torch], rounds);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
});

/** One process after another, as a process's peak of memory never falls. */
async function timed(
  given: MergeCase,
  all: readonly Side[],
  rounds: number,
): Promise<RecordOf<'merge'>> {
  const sides = all.map((side) => ({ ...side, answers: [] as Answer[] }));
  let ours: Ready | undefined;
  for (let round = 0; round < rounds; round++)
    for (const [i, side] of sides.entries())
      await withSides([side], async ([started], { worker, ready }) => {
        if (i === 0) ours = ready;
        side.told = started?.told ?? side.told;
        side.answers.push(await worker.ask<Answer>({}));
      });
  const { matrices, adapted, width, rank } = given;
  return {
    kind: 'merge',
    case: 'merge',
    title: `LoRA of rank ${rank} on ${adapted} of ${matrices} matrices of ${width}²`,
    command: 'npx nx run tools:merge',
    ...provenance(ours?.environment),
    setting: { method: 'lora', ...given, threads },
    sides: sides.map(({ told }) => told),
    cases: [{ case: 'merge', measured: sides.map(({ answers }) => measuredIn(answers)) }],
  };
}
