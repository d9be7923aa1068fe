// Times a LoRA's merge into a checkpoint beside PyTorch's, and tells the memory of each.
//
//     nx run tools:merge
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bothSides } from './both-sides.ts';
import { runCommand } from './command.ts';
import { writeMergeFiles, type MergeCase } from './merge-files.ts';
import { provenanceOf } from './record.ts';
import { inNewProcesses, threads, type Answer } from './turns.ts';

const usual: MergeCase = { matrices: 120, adapted: 60, width: 2048, rank: 16, alpha: 32 };

await runCommand({
  about: `Times a LoRA's merge into a checkpoint of 1 GB beside PyTorch, five processes of each side in turns. Needs 2 GB in
the folder of temporary files, or TMPDIR.`,
  choices: {},
  counts: ['rounds'],
  hasTiny: true,
  imports: () => ['torch', 'safetensors'],
  async *measure(asked) {
    const { tiny, rounds = tiny ? 1 : 5 } = asked;
    const given = tiny ? { ...usual, matrices: 2, adapted: 1, width: 64 } : usual;
    const folder = await mkdtemp(join(tmpdir(), 'singlora-bench-'));
    try {
      const job = await writeMergeFiles(folder, given);
      const start = { job, threads, precision: 'bfloat16' } as const;
      const sides = bothSides('merge-worker.ts', ['PyTorch', 'torch_merge.py'], start, asked);
      const { started, measured } = await inNewProcesses(sides, rounds, ({ worker }) =>
        worker.ask<Answer>({}),
      );
      const { matrices, adapted, width, rank } = given;
      yield {
        kind: 'merge',
        case: 'merge',
        title: `LoRA of rank ${rank} on ${adapted} of ${matrices} matrices of ${width}²`,
        command: 'npx nx run tools:merge',
        ...provenanceOf(started),
        setting: { method: 'lora', ...given, threads },
        cases: [{ case: 'merge', measured }],
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
});
