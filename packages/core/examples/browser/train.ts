import { rampAt, type Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { batchLoss, type SentenceBatch, type SmallClassifier } from './model.ts';

/** The batches that an adapter is trained on, and the settings of its training. */
export interface Training {
  readonly batches: readonly (SentenceBatch & { readonly labels: readonly number[] })[];
  readonly steps: number;
  readonly learningRate: number;
  /** Called with each step's loss. */
  readonly onStep: (step: number, loss: number) => void;
}

/** Trains an adapter on the batches in order and returns its trained tensors. The page stays responsive. */
export async function trainAdapter(
  classifier: SmallClassifier,
  adapter: Adapter,
  { batches, steps, learningRate, onStep }: Training,
): Promise<NamedTensors> {
  const firsts = Object.entries(adapter.parameters);
  const parameters = Object.fromEntries(firsts.map(([name, first]) => [name, tf.variable(first)]));
  const optimizer = tf.train.adam(learningRate);
  for (let step = 0; step < steps; step++) {
    const batch = batches[step % batches.length] as Training['batches'][number];
    const u = rampAt(adapter.config, step, steps);
    const loss = () =>
      batchLoss(classifier.logits(adapter.apply(parameters, tf.scalar(u)), batch), batch.labels);
    const value = optimizer.minimize(loss, true, Object.values(parameters)) as tf.Scalar;
    onStep(step + 1, (await value.data())[0] as number);
    value.dispose();
    await new Promise((next) => setTimeout(next));
  }
  optimizer.dispose();
  return parameters;
}
