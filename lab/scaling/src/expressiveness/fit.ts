import { rampAt, type Adapter, type AdapterConfig } from '@singlora/core';
import { compile } from '@singlora/runtime';
import { scheduleAt } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import type { Optimiser, OptimiserScalars, OptimiserState } from '../training/optimiser.ts';
import { initialOptimiserState, scalarsOf } from '../training/optimisers.ts';
import { descend, trajectory } from '../training/trajectory.ts';
import { finite } from '../slopes/slope.ts';
import type { WidthModel } from '../models/width-model.ts';

/** A target for an adapter to fit as well as it can: it measures expressiveness, not generalisation. */
export interface FitProblem extends WidthModel {
  /** The frozen model's mean squared error over entries, the unit of the loss. */
  readonly unit: number;
  /** A lower bound of the loss for any adapter of this method and rank; null where none is known. */
  floor(config: AdapterConfig): number | null;
}

/** An adapter and its target. */
export interface Fit {
  readonly problem: FitProblem;
  readonly adapter: Adapter;
}

/** How all fits are trained, and when their losses are recorded. */
interface FitOptions {
  readonly optimiser: Optimiser;
  readonly rate: number;
  readonly schedule: 'constant' | 'linear';
  readonly steps: number;
  /** How often the loss is recorded, from before the first step to after the last. */
  readonly points: number;
  readonly signal: AbortSignal;
}

/** The steps after which losses are recorded: about evenly spaced, including 0 and `steps`. */
export function readSteps({ steps, points }: Pick<FitOptions, 'steps' | 'points'>): number[] {
  const last = Math.max(1, points - 1);
  const all = Array.from({ length: last + 1 }, (_, i) => Math.round((i * steps) / last));
  return [...new Set(all)];
}

/**
 * Trains several independent fits as one graph, so that small operations keep both cores busy. Returns each
 * fit's losses at {@link readSteps}, `null` where not finite, or nothing if stopped by the signal.
 */
export async function trainFits(fits: readonly Fit[], options: FitOptions) {
  const { optimiser, steps, signal } = options;
  const step = compile((states: OptimiserState[], scalars: OptimiserScalars, us: tf.Scalar[]) =>
    fits.map(
      ({ problem, adapter }, i) =>
        descend(problem, adapter, optimiser, at(states, i), scalars, at(us, i)).state,
    ),
  );
  const losses = compile((states: OptimiserState[], us: tf.Scalar[]) =>
    tf.stack(
      fits.map(({ problem, adapter }, i) =>
        problem.loss(adapter.apply(at(states, i).parameters, at(us, i))),
      ),
    ),
  );
  const ramps = (step: number) =>
    fits.map(({ adapter }) => tf.scalar(rampAt(adapter.config, step, steps)));
  const initial = fits.map(({ adapter }) =>
    initialOptimiserState(optimiser, adapter.parameters, adapter),
  );
  const points = trajectory(initial, steps, (states, t) => {
    const rate = options.rate * scheduleAt({ ...options, warmupSteps: 0 }, t - 1, steps);
    return { state: step(states, scalarsOf(rate, t), ramps(t - 1)) };
  });
  const read = readSteps(options);
  const curves = fits.map((): (number | null)[] => []);
  try {
    for (const { step: done, state } of points) {
      if (!read.includes(done)) continue;
      const values = tf.tidy(() => losses(state, ramps(done)).dataSync());
      curves.forEach((curve, i) => curve.push(finite(values[i])));
      await new Promise(setImmediate); // lets Ctrl-C be handled
      if (signal.aborted) return undefined;
    }
    return curves;
  } finally {
    step.dispose();
    losses.dispose();
  }
}

const at = <T>(items: readonly T[], index: number): T => items[index] as T;
