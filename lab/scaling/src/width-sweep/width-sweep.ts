import { compileOver, randomStream } from '@singlora/runtime';
import { rampAt, type Adapter } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import type { NamedMethod } from '../methods/factor-model-of.ts';
import { startedAdapter } from '../methods/started-adapter.ts';
import { familyOf } from '../models/families.ts';
import type { ModelCache } from '../models/model-cache.ts';
import type { OptimiserScalars } from '../training/optimiser.ts';
import { initialOptimiserState, optimiserOf, scalarsOf } from '../training/optimisers.ts';
import { bounded, trajectory } from '../training/trajectory.ts';
import {
  firstPasses,
  measureIndices,
  measuredStep,
  measures,
  quantities,
  type MeasuredStep,
  type SweptModel,
  type SweepState,
} from './measured-step.ts';
import { copied, tensorsOf } from './slot-pass.ts';

/** A sweep over widths and learning rates for one method, optimiser and start, as plain data. */
export interface SweepDesign extends NamedMethod {
  readonly family: string;
  readonly optimiser: string;
  /** Random factors start with entries of order n^initExponent; null: the method's own start, n^-1/2. */
  readonly initExponent: number | null;
  /** Steps of the ramp; 0 is none. */
  readonly ramp: number;
  readonly rank: number;
  readonly alpha: number;
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  readonly steps: number;
  /** c: the learning rate is `rate · (n / baseWidth)^c`. */
  readonly rateExponents: readonly number[];
  /** The width at which all exponents share one rate and one start. */
  readonly baseWidth: number;
  /** An entry's step at the base width under sign descent and Adam, as a share of 1/√baseWidth. */
  readonly entryStep: number;
  /** The share by which a factor can grow there in one step of gradient descent: the rate times the norm of ∂loss/∂W. */
  readonly growth: number;
}

/** The measurements of one width and seed; null where not finite. */
export interface Unit {
  readonly width: number;
  readonly seed: number;
  /** The measures by rate, step and measure: root mean squares of the quantities, followed by those of `measured`. */
  readonly values: readonly (readonly (readonly (number | null)[])[])[];
  /** The loss of the model without an adapter. */
  readonly frozenLoss: number | null;
  /** The loss after the last step, by rate. */
  readonly finalLosses: readonly (number | null)[];
}

/**
 * Begins a sweep with one configuration, which measures widths and seeds one by one. A step is recorded once per width
 * and reused for all its seeds.
 *
 * @param rate the learning rate at the base width
 */
export function openSweep(config: SweepDesign, models: ModelCache, rate: number) {
  const { steps, baseWidth, rateExponents } = config;
  const optimiser = optimiserOf(config.optimiser);
  const stepOf = compileOver(
    (
      subject: SweptModel,
      before: SweepState,
      scalars: OptimiserScalars,
      u: tf.Scalar,
    ): MeasuredStep => measuredStep(subject, optimiser, before, scalars, u),
    ({ model, adapter, first }) => [
      ...model.tensors,
      ...Object.values({ ...adapter.untrained, ...adapter.start }),
      ...tensorsOf(first),
    ],
  );
  const rampAfter = (step: number, adapter: Adapter) =>
    tf.scalar(rampAt(adapter.config, step, steps));
  /**
   * Trains at one rate from the start: the measures `[step][measure]`, null from the first non-finite step on, and the loss after
   * the last step.
   */
  const trained = (subject: SweptModel, learningRate: number) => {
    const { adapter, first } = subject;
    const start = initialOptimiserState(optimiser, adapter.parameters, adapter);
    // One further step gives the measures of the last step, and the loss after it.
    const points = trajectory({ ...start, passes: copied(first) }, steps + 1, (state, t) =>
      stepOf(subject, state, scalarsOf(learningRate, t, optimiser), rampAfter(t - 1, adapter)),
    );
    const rows: (number | null)[][] = [];
    let loss: number | null = null;
    for (const { step: t, measures: row } of points) {
      if (!row) continue; // the start
      const all = [...row.dataSync()].map((value, i) =>
        bounded(i < quantities.length ? Math.sqrt(value) : value),
      );
      if (t > 1) rows.push(all.with(measureIndices.loss, loss));
      const isLost = rows.at(-1)?.includes(null);
      loss = isLost ? null : (all[measureIndices.loss] ?? null);
      if (isLost) break;
    }
    const lost = Array<null>(measures).fill(null);
    return { rows: Array.from({ length: steps }, (_, i) => rows[i] ?? lost), finalLoss: loss };
  };
  return {
    /** Trains one width and seed at every rate, and measures each step. */
    measure(width: number, seed: number): Unit {
      const family = familyOf(config.family);
      const model = models.get(family, width, seed);
      const random = randomStream(seed, 'adapter', width);
      const adapter = startedAdapter({ ...config, width }, model, random);
      const first = tf.tidy(() => firstPasses(model, adapter, rampAfter(0, adapter)));
      // At the base width all exponents give the same rate.
      const byRate = new Map<number, ReturnType<typeof trained>>();
      const all = rateExponents.map((exponent) => {
        const ownRate = rate * (width / baseWidth) ** exponent;
        const own = byRate.get(ownRate) ?? trained({ model, adapter, first }, ownRate);
        byRate.set(ownRate, own);
        return own;
      });
      tf.dispose([adapter.parameters, adapter.untrained, adapter.start, { ...first }]);
      return {
        width,
        seed,
        frozenLoss: bounded(models.frozenLoss(family, width, seed)),
        values: all.map(({ rows }) => rows),
        finalLosses: all.map(({ finalLoss }) => finalLoss),
      };
    },
    /** Frees the recorded steps. */
    dispose: () => stepOf.dispose(),
  };
}
