// Losses of the same steps in float32 and in bfloat16, ours beside PyTorch's, from the same adapter on the same batches.
//
//     nx run tools:losses
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { saveAdapter } from '@singlora/core/node';
import { resolveCheckpoint } from '@singlora/hub';
import { loadSequenceClassifier } from '@singlora/models';
import { precisions, type LossesRecord, type Precision } from '@singlora/records';
import { randomStream, startBackend } from '@singlora/runtime';
import { captureEnvironment } from '@singlora/tracking';
import {
  classification as objective,
  disposeState,
  planEpoch,
  sequenceClassification,
  threadsPerHalf,
  train,
  type Example,
} from '@singlora/training';
import { epochCase } from './cases.ts';
import { runCommand } from './command.ts';
import { otherName } from './job-sides.ts';
import { provenance } from './record.ts';
import { startTorch, type Ready } from './sides.ts';
import { adapterOn, realExamples, seed, step } from './training.ts';

const { model: id, method, rank, alpha, maxLength } = epochCase;
const { learningRate: rate } = step.optimiser;

/** Losses of ours; the first adapter and head are written to `adapterFolder`. */
async function ourLosses(
  assets: Awaited<ReturnType<typeof resolveCheckpoint>>,
  { examples, batch, steps }: { examples: readonly Example[]; batch: number; steps: number },
  precision: Precision,
  adapterFolder: string,
): Promise<number[]> {
  const random = randomStream(seed, 'head');
  const model = await loadSequenceClassifier(assets, { outputs: 3, random, precision, dropout: 0 });
  const adapter = adapterOn(model, { method, rank, alpha });
  await saveAdapter(adapterFolder, adapter);
  const losses: number[] = [];
  const { state } = await train({
    task: sequenceClassification({ model, objective, train: examples }),
    trainable: adapter,
    config: { ...step, maxSteps: steps, batchSize: batch, schedule: 'constant' },
    onStep: ({ loss }) => void losses.push(loss),
  });
  disposeState(state);
  return losses;
}

/** The batches of our first epoch under the other side's names. */
function plannedBatches(
  examples: readonly Example[],
  batchSize: number,
  maxPositions: number,
): object[] {
  const lengths = examples.map(({ ids }) => ids.length);
  const plan = planEpoch(lengths, { batchSize, maxPositions, seed, epoch: 0 });
  return plan.map(({ rows, length }) => {
    const chosen = rows.map((row) => examples[row] as Example);
    const padded = (values: ArrayLike<number>) => [
      ...Array.from(values),
      ...zeros(length - values.length),
    ];
    return {
      input_ids: chosen.map(({ ids }) => padded(ids)),
      token_type_ids: chosen.map(({ typeIds }) => padded(typeIds)),
      attention_mask: chosen.map(({ ids }) => padded(ids.map(() => 1))),
      labels: chosen.map(({ label }) => label),
    };
  });
}

const zeros = (count: number) => Array.from({ length: count }, () => 0);

async function torchSide(python: string, job: { readonly precision: Precision }) {
  const worker = startTorch(python, 'torch_losses.py', { job });
  try {
    const { ready: versions } = await worker.next<Ready>();
    const { losses } = await worker.ask<{ losses: number[] }>({});
    return { name: otherName({ method }), precision: job.precision, versions, losses };
  } finally {
    worker.close();
  }
}

await runCommand({
  about: `Compares the losses of 200 training steps in float32 and in bfloat16, ours and PyTorch + peft's (autocast): every side trains
the same first adapter and head on the same batches of MNLI's rows in the same order.`,
  choices: {},
  counts: ['steps'],
  hasTiny: true,
  imports: () => ['torch', 'transformers', 'peft'],
  async *measure({ tiny, alone, python, steps: given }) {
    const steps = given ?? (tiny ? 3 : 200);
    const batch = tiny ? 2 : epochCase.batch;
    const { description: versions } = await startBackend({ threadsPerOperation: threadsPerHalf });
    const environment = await captureEnvironment({ backend: versions }); // of the code as it starts
    const assets = await resolveCheckpoint(id);
    const wanted = { rows: steps * batch, maxLength };
    const { examples, data } = await realExamples('mnli', assets, wanted);
    const folder = await mkdtemp(join(tmpdir(), 'singlora-bench-'));
    try {
      const adapter = join(folder, 'adapter');
      const sides: LossesRecord['sides'] = [];
      for (const precision of precisions) {
        const losses = await ourLosses(assets, { examples, batch, steps }, precision, adapter);
        sides.push({ name: 'SingLoRA Lab', precision, versions, losses });
      }
      const batches = join(folder, 'batches.json');
      await writeFile(batches, JSON.stringify(plannedBatches(examples, batch, maxLength)));
      const model = dirname(assets.files['config.json']?.path ?? '');
      for (const precision of alone ? [] : precisions)
        sides.push(await torchSide(python, { ...{ model, adapter, batches, rate }, precision }));
      yield {
        kind: 'losses',
        case: 'losses',
        title: `Losses of ${steps} steps on MNLI`,
        command: `npx nx run tools:losses${given === undefined ? '' : ` --steps=${steps}`}`,
        ...provenance(environment),
        setting: {
          ...{ model: id, method, rank, alpha, batch, steps, rate, seed },
          ...{ rows: examples.length, data },
        },
        sides,
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});
