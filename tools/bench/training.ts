import { createAdapter, parseAdapterConfig, type Adapter } from '@singlora/core';
import { loadRows, templates, tokenizeRows } from '@singlora/glue';
import { checkpointFiles, loadTokenizer, type Assets } from '@singlora/hub';
import type { SequenceClassifier } from '@singlora/models';
import { tasks } from '@singlora/records';
import { randomStream } from '@singlora/runtime';
import type { Example, TrainingConfig } from '@singlora/training';

/** Of all that our side draws. */
export const seed = 0;

/** The adapter that our side trains, on the model's own targets. */
export const adapterOn = (
  model: SequenceClassifier,
  { method, rank, alpha }: { method: string; rank: number; alpha: number },
): Adapter =>
  createAdapter(
    model.slots,
    parseAdapterConfig({ method, r: rank, lora_alpha: alpha }),
    randomStream(seed, 'adapter'),
    { targetModules: model.defaultTargets, modulesToSave: model.modulesToSave },
  );

/** What both sides do at a step; `torch_worker.py` and `torch_losses.py` say the same. */
export const step = {
  warmupSteps: 0,
  maxGradNorm: 1,
  seed,
  optimiser: { learningRate: 1e-3, betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0 },
} satisfies Partial<TrainingConfig>;

/** A task's first rows as tokens, all of them unless `rows` says how many, and where they are from. */
export async function realExamples(
  task: 'mnli',
  assets: Assets,
  { rows: count, maxLength }: { rows?: number | undefined; maxLength: number },
): Promise<{ examples: readonly Example[]; data: string }> {
  const { train: rows, asset } = await loadRows(tasks[task], {});
  const tokenizer = await loadTokenizer(checkpointFiles(assets).tokenizer.path);
  const chosen = rows.slice(0, count);
  const { examples } = tokenizeRows(chosen, tokenizer, { template: templates.pair, maxLength });
  return { examples, data: `${asset.id}, revision ${asset.revision}` };
}
