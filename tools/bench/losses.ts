// Losses of the same steps in float32 and in bfloat16, ours and PyTorch's, from the same adapter on the same batches.
//
//     nx run tools:losses
import { precisions, type LossesRecord } from '@singlora/records';
import { mnli } from './cases.ts';
import { classifierSides, rate } from './classifier.ts';
import { runCommand, usualOptions } from './command.ts';
import { provenanceOf } from './record.ts';
import { withSides } from './turns.ts';

const { rounds: _, ...options } = usualOptions;

await runCommand({
  about: `Compares the losses of 200 training steps in float32 and in bfloat16, ours and PyTorch + peft's (autocast): every side trains
the same first adapter and head on the same batches of MNLI's rows in the same order.`,
  options,
  async *measure(asked, folder) {
    const [steps, batch] = asked.tiny ? [3, 2] : [200, mnli.batch];
    const job = { ...mnli, batch, rows: steps * batch, folder, sameStart: true } as const;
    const each = precisions.map((precision) => ({ precision }));
    yield await withSides(classifierSides(job, each, each), asked, async (started, { ready }) => {
      const sides: LossesRecord['sides'] = [];
      for (const { worker, told } of started)
        sides.push({ ...told, ...(await worker.ask<{ losses: number[] }>({ losses: true })) });
      const { rows = 0, data = '' } = ready;
      const { model, method, rank, alpha } = job;
      return {
        kind: 'losses',
        case: 'losses',
        title: `Losses of ${steps} steps on MNLI`,
        command: 'npx nx run tools:losses',
        ...provenanceOf(started),
        setting: { model, method, rank, alpha, batch, steps, rate, rows, data, seed: 0 },
        sides,
      } as const;
    });
  },
});
