import { createAdapter, type Slot } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import { randomStream } from '@singlora/runtime';
import type { Run } from '@singlora/tracking';
import { objectives, planMemory, sequenceClassification } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { orInterrupted, type Context, type Outcome } from '@singlora/runner';
import type { GlueAssets } from './assets.ts';
import type { RunExamples } from './examples.ts';
import { memoryLine } from './memory-line.ts';
import { recordedSizes } from './records.ts';
import type { GlueRunConfig } from '@singlora/records';
import { adapterConfigOf, withTrainedHead } from '../training/adapter.ts';
import { hasDiverged } from '../training/has-diverged.ts';
import { glueTraining } from './run-config.ts';
import { trainAndScore, type GlueJob } from './train-and-score.ts';

/** The parts of one run. */
interface GlueRun {
  readonly assets: GlueAssets;
  readonly config: GlueRunConfig;
  readonly examplesOf: (config: GlueRunConfig) => Promise<RunExamples>;
  readonly run: Run;
  readonly context: Context;
}

/** One run: trains a new adapter on the frozen model, then scores it on the dev rows. */
export const runGlue = ({ examplesOf, ...given }: GlueRun): Promise<Outcome> =>
  orInterrupted(given.context.signal, async () => {
    const examples = await examplesOf(given.config);
    return runOn({ ...given, examples, model: await given.assets.loaded() });
  });

async function runOn(frozen: Omit<GlueJob, 'adapter' | 'training'>): Promise<Outcome> {
  const { config, model } = frozen;
  const head = model.drawHead(randomStream(config.seed, 'head'));
  const random = randomStream(config.seed, 'adapter');
  const adapter = createAdapter(
    withTensors(model.slots, head),
    withTrainedHead(
      adapterConfigOf(config.adapter, config.adaptLayers, model.config.layers),
      model.modulesToSave,
    ),
    random,
    {
      targetModules: model.defaultTargets,
      untrained: config.head === 'output' ? model.hiddenHead : [],
    },
  );
  try {
    return await trainOn({ ...frozen, adapter });
  } finally {
    tf.dispose([adapter.parameters, adapter.start, adapter.untrained, head]);
  }
}

async function trainOn(adapted: Omit<GlueJob, 'training'>): Promise<Outcome> {
  const { assets, config, model, adapter, examples, context } = adapted;
  const task = sequenceClassification({
    model,
    objective: objectives[config.objective],
    train: examples.train.examples,
    order: config.batches,
    prefix: await assets.prefixes.of(examples.train, adapted),
  });
  const training = { task, config: glueTraining(config) };
  const job: GlueJob = { ...adapted, training };
  const { parameterCount, weightBytes } = model;
  const numbers = { model: parameterCount, trained: adapter.trainable, weightBytes };
  const memory = memoryLine(
    planMemory({ model, train: examples.train.examples }, numbers, training.config),
  );
  if (memory !== undefined) context.log(memory);
  try {
    return await trainAndScore(job);
  } catch (error) {
    if (!hasDiverged(error)) throw error;
    context.log(`  ${error.message}`);
    return { status: 'finished', summary: { ...recordedSizes(job), diverged: 1 } };
  }
}

/** The slots with some of their tensors replaced by these. */
function withTensors(slots: readonly Slot[], tensors: NamedTensors): Slot[] {
  return slots.map((slot) => {
    const { [`${slot.name}.weight`]: weight = slot.weight, [`${slot.name}.bias`]: bias } = tensors;
    return { ...slot, weight, ...(bias && { bias: bias as tf.Tensor1D }) };
  });
}
