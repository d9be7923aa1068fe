import { createHash } from 'node:crypto';
import { crossEntropy } from '@singlora/core/kernels';
import { forwardBatches, inHalves, batchRows, type Forward, type Task } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { endlessOrder } from '../denoising/order.ts';
import { judgeBatch, type Augmentation, type JudgeBatch, type SubjectViews } from './batch.ts';
import { attributes } from './config.ts';
import { fewViews, unevenBatch } from './errors.ts';
import { truthOf } from './labels.ts';
import type { JudgeModel } from './network.ts';
import { supervisedContrastive } from './supervised-contrastive.ts';

/** A judge, and the subjects it learns from. */
export interface JudgingSetting {
  readonly model: JudgeModel;
  /** subjects with equally many views */
  readonly subjects: readonly SubjectViews[];
  /** τ of the contrastive loss */
  readonly temperature: number;
  readonly augmentation?: Augmentation;
  /** subjects whose `loss` and accuracy of each attribute are evaluated during training, as often as the configuration says */
  readonly dev?: readonly SubjectViews[];
}

/** Subjects at a time when dev is evaluated. */
const devSubjects = 16;

/**
 * The task of recognising a picture's content: the sum of the attributes' cross-entropies and the embedding's
 * supervised contrastive loss, whose classes are the subjects. `batchSize` counts pictures, and a batch has
 * all views of its subjects. Each picture is compared with the others of its batch, so micro-batches compare
 * it with fewer.
 *
 * @throws DreamBoothError `JUDGE_SETTING`, also for a batch without a whole number of subjects
 */
export function judging(setting: JudgingSetting): Task<JudgeBatch> {
  const { model, subjects, temperature, augmentation, dev } = setting;
  const { settings } = model;
  const views = subjects[0]?.length ?? 0;
  if (subjects.length < 2 || views < 2 || subjects.some((own) => own.length !== views))
    throw fewViews();

  const outputs = (batch: JudgeBatch, { pass }: Forward) => {
    const [rows] = batch.pixels.shape;
    const features = inHalves(rows, (from, count) =>
      model.features(batchRows({ pixels: batch.pixels }, from, count).pixels, pass()),
    );
    const { embedding, logits } = model.judge(features, pass());
    const weights = tf.ones<tf.Rank.R1>([rows]);
    const losses = attributes.map((name) => crossEntropy(logits[name], batch[name], weights));
    const identity = supervisedContrastive(embedding, batch.subject, temperature);
    return { logits, loss: tf.addN<tf.Scalar>([...losses, identity]) };
  };

  const computation = { of: [model], by: temperature };
  return {
    examples: Infinity,
    computation,
    draws: [],
    fingerprint() {
      const sha256 = createHash('sha256');
      sha256.update(
        JSON.stringify([settings, temperature, augmentation?.share, augmentation?.noise]),
      );
      for (const view of subjects.flat()) {
        sha256.update(JSON.stringify(truthOf(view)));
        sha256.update(view.picture.pixels);
      }
      return sha256.digest('hex');
    },
    openBatches({ batchSize, seed }) {
      if (batchSize % views !== 0 || batchSize < 2 * views) throw unevenBatch(batchSize, views);
      const count = batchSize / views;
      const order = endlessOrder(subjects.length, seed, 'order');
      return {
        at(completed, draw) {
          const some = Array.from(
            { length: count },
            (_, i) => subjects[order(completed * count + i)] as SubjectViews,
          );
          const augmenting = augmentation && { by: augmentation, draw };
          return { batch: judgeBatch(some, settings, augmenting), examples: batchSize };
        },
      };
    },
    loss: (batch, forward) => outputs(batch, forward).loss,
    ...(dev && {
      async evaluate(trained, signal) {
        const starts = Array.from({ length: Math.ceil(dev.length / devSubjects) }, (_, i) => i);
        const groups = starts.map((i) => dev.slice(i * devSubjects, (i + 1) * devSubjects));
        const batches = groups.map((some) => () => judgeBatch(some, settings));
        const run = (batch: JudgeBatch, forward: Forward) => {
          const { logits, loss } = outputs(batch, forward);
          const right = attributes.map((name) => {
            const chosen = tf.argMax(logits[name], 1);
            return [name, tf.sum(tf.cast(tf.equal(chosen, batch[name]), 'float32'))] as const;
          });
          return { loss, ...Object.fromEntries(right) } as Record<string, tf.Tensor>;
        };
        const count = dev.flat().length;
        const scores: Record<string, number> = { loss: 0 };
        let i = 0;
        for await (const numbers of forwardBatches({
          ...trained,
          computation,
          batches,
          run,
          signal,
        })) {
          const share = (groups[i++] as readonly SubjectViews[]).flat().length / count;
          for (const [name, [value = NaN]] of Object.entries(numbers)) {
            const part = name === 'loss' ? value * share : value / count;
            scores[name] = (scores[name] ?? 0) + part;
          }
        }
        return scores;
      },
    }),
  };
}
