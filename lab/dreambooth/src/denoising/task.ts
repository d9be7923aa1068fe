import { hash } from 'node:crypto';
import {
  addNoise,
  lossWeights,
  noiseSchedule,
  type SchedulerConfig,
  trainingTarget,
  type UNet,
} from '@singlora/models';
import { randomStream } from '@singlora/runtime';
import { forwardBatches, inHalves, batchRows, type Forward, type Task } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { noisyBatch, type DenoisingBatch, type BatchRow, type TextDropping } from './batch.ts';
import { badShare } from './errors.ts';
import {
  checkDenoisingExamples,
  checkShape,
  hashDenoisingExamples,
  type DenoisingExample,
  type DenoisingShape,
} from './example.ts';
import { endlessOrder } from './order.ts';

/** A denoiser, how noise is added, and the examples it learns from. */
export interface DenoisingSetting {
  readonly model: UNet;
  readonly scheduler: SchedulerConfig;
  readonly shape: DenoisingShape;
  readonly examples: readonly DenoisingExample[];
  /**
   * Prior preservation (Ruiz et al., arXiv 2208.12242, section 3.3): examples of the class, as many in
   * each step as of the subject, whose mean loss is added times `weight`.
   */
  readonly prior?: { readonly examples: readonly DenoisingExample[]; readonly weight: number };
  /** the dropping of texts, for classifier-free guidance (Ho & Salimans, arXiv 2207.12598) */
  readonly dropping?: TextDropping;
  /** min-SNR's γ for `examples`, as in diffusers' DreamBooth script; none unless set */
  readonly minSnrGamma?: number;
  /** examples whose `loss` is evaluated during training, as often as the configuration says, always with the same noise */
  readonly dev?: readonly DenoisingExample[];
}

const devBatch = 32;

/**
 * The task of denoising pictures given their texts: predicting the part of x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε that the
 * scheduler's `prediction_type` names, by squared error. The order of examples, their noise and their timesteps
 * depend only on the seed and the step, whatever is trained. A run's length is `maxSteps`; `batchSize` counts
 * examples of the subject.
 *
 * @throws DreamBoothError `DENOISING_EXAMPLE`, `DENOISING_MODEL`, `DENOISING_SETTING`; DiffusionError `LOSS_WEIGHT`
 */
export function denoising(setting: DenoisingSetting): Task<DenoisingBatch> {
  const { model, scheduler, shape, examples, prior, dropping, minSnrGamma, dev } = setting;
  check(setting);
  const schedule = noiseSchedule(scheduler);
  const { predictionType } = scheduler;
  const plain = lossWeights(schedule, predictionType);
  const factors = lossWeights(schedule, predictionType, minSnrGamma);
  /** The factor from a batch's weighted mean to the sum of both means. */
  const means = 1 + (prior?.weight ?? 0);

  const loss = (batch: DenoisingBatch, { pass }: Forward): tf.Scalar => {
    const latents = addNoise(schedule, batch) as tf.Tensor4D;
    const { timesteps, text: context, weights } = batch;
    const inputs = { latents, timesteps, context };
    const output = inHalves(timesteps.size, (from, count) =>
      model.predict(batchRows(inputs, from, count), pass()),
    );
    const target = trainingTarget(schedule, predictionType, batch);
    const errors = tf.mean(tf.squaredDifference(output, target), [1, 2, 3]);
    const weighted = tf.sum(tf.mul(tf.mul(errors, batch.factors), weights));
    return tf.mul<tf.Scalar>(tf.div(weighted, tf.sum(weights)), means);
  };

  const computation = { of: [model], by: [scheduler, means] };
  return {
    examples: Infinity,
    computation,
    draws: [],
    fingerprint() {
      const { numTrainTimesteps } = scheduler;
      const parts = [
        { numTrainTimesteps, predictionType, minSnrGamma, alphas: [...schedule.alphasCumprod] },
        hashDenoisingExamples(examples),
        prior && [prior.weight, hashDenoisingExamples(prior.examples)],
        dropping && [
          dropping.probability,
          hashDenoisingExamples([{ latents: noNumbers, text: dropping.text }]),
        ],
      ];
      return hash('sha256', JSON.stringify(parts));
    },
    openBatches({ batchSize, seed }) {
      const orders = {
        examples: endlessOrder(examples.length, seed, 'order'),
        prior: endlessOrder(prior?.examples.length ?? 1, seed, 'prior order'),
      };
      return {
        at(completed, draw) {
          const positions = Array.from({ length: batchSize }, (_, i) => completed * batchSize + i);
          const rows = positions.map((at): BatchRow => {
            const example = examples[orders.examples(at)] as DenoisingExample;
            return { example, weight: 1, factors };
          });
          const priorRows = prior
            ? positions.map((at): BatchRow => {
                const example = prior.examples[orders.prior(at)] as DenoisingExample;
                return { example, weight: prior.weight, factors: plain };
              })
            : [];
          const batch = noisyBatch([...rows, ...priorRows], { shape, dropping }, draw);
          return { batch, examples: batchSize };
        },
      };
    },
    loss,
    weight: ({ weights }) => tf.sum(weights),
    ...(dev && {
      async evaluate(trained, signal) {
        const starts = Array.from({ length: Math.ceil(dev.length / devBatch) }, (_, i) => i);
        const rowsAt = (i: number): BatchRow[] =>
          dev
            .slice(i * devBatch, (i + 1) * devBatch)
            .map((example) => ({ example, weight: 1, factors: plain }));
        const batches = starts.map(
          (i) => () => noisyBatch(rowsAt(i), { shape }, (name) => randomStream(0, 'dev', name, i)),
        );
        const run = (batch: DenoisingBatch, forward: Forward) => ({
          loss: tf.div(loss(batch, forward), means),
        });
        let [sum, i] = [0, 0];
        for await (const { loss } of forwardBatches({
          ...trained,
          computation,
          batches,
          run,
          signal,
        }))
          sum += (loss[0] as number) * rowsAt(i++).length;
        return { loss: sum / dev.length };
      },
    }),
  };
}

const noNumbers = new Float32Array(0);

function check({ model, shape, examples, prior, dropping, dev }: DenoisingSetting): void {
  checkShape(model, shape);
  checkDenoisingExamples(examples, shape, 'examples');
  if (dev) checkDenoisingExamples(dev, shape, 'dev examples');
  if (prior) {
    checkDenoisingExamples(prior.examples, shape, 'class examples');
    if (!(prior.weight > 0 && prior.weight < Infinity))
      throw badShare('The weight of prior preservation', prior.weight, 'a number above 0');
  }
  if (dropping) {
    const { probability } = dropping;
    if (!(probability >= 0 && probability <= 1))
      throw badShare('The probability of dropping a text', probability, 'between 0 and 1');
    const empty = { latents: (examples[0] as DenoisingExample).latents, text: dropping.text };
    checkDenoisingExamples([{ ...empty, name: 'the empty text' }], shape, 'empty texts');
  }
}
