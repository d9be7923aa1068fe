import { compile } from '@singlora/compile';
import { randomStream } from '@singlora/runtime';
import type { NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { mapValues } from '../exponents/prediction/factor-model.ts';
import type { Optimiser, OptimiserScalars, OptimiserState } from '../training/optimiser.ts';
import { initialOptimiserState, scalarsOf } from '../training/optimisers.ts';
import { bounded, trajectory } from '../training/trajectory.ts';
import type { SeedLosses, Rates, Split } from './cell.ts';
import { toyGradients, toyLoss } from './toy-loss.ts';
import type { ToyMethod } from './toy-method.ts';
import type { Toy } from './toy.ts';

interface ToyTrainerOptions {
  /** One per seed, all of one width. The caller keeps ownership of them. */
  readonly toys: readonly Toy[];
  readonly method: ToyMethod;
  readonly optimiser: Optimiser;
  readonly rank: number;
  /** The numbers of steps after which to read losses, ascending. */
  readonly steps: readonly number[];
}

type RateScalars = Readonly<Record<string, tf.Scalar>>;

const recorded = (losses: tf.Tensor): (number | null)[] =>
  [...losses.dataSync()].map((loss) => bounded(loss) && Number(loss.toPrecision(6)));

/**
 * Trains one method on all seeds of one width, side by side, and several steps per graph: together their operations fill the
 * cores. It is reusable for any number of rates.
 */
export function createToyTrainer(options: ToyTrainerOptions) {
  const { toys, method, optimiser, rank, steps } = options;
  const blockSteps = blockOf(steps);
  const last = steps.at(-1) ?? 0;
  const initial = toys.map(({ width, seed }) =>
    method.initial(width, rank, randomStream(seed, 'toy', 'factors', width)),
  );
  const begin = () =>
    initial.map((parameters) => initialOptimiserState(optimiser, parameters, { groups: {} }));

  /** One step on all training examples, with a rate per parameter; the loss is the one before the step. */
  const step = (toy: Toy, state: OptimiserState, rates: RateScalars, scalars: OptimiserScalars) => {
    const { loss, ...slopes } = toyGradients(toy, method.factors(state.parameters));
    const gradients = method.pullBack(slopes);
    const parts = Object.entries(method.rates).map(([rate, names]) => {
      const own = { lrScale: 1, weightDecay: true };
      const groups = Object.fromEntries(names.map((name) => [name, own]));
      const learningRate = rates[rate] as tf.Scalar;
      return optimiser.step(state, gradients, { groups }, { ...scalars, learningRate });
    });
    const joined = (of: (part: OptimiserState) => NamedTensors | undefined) =>
      Object.assign({}, ...parts.map(of)) as NamedTensors;
    const parameters = joined((part) => part.parameters);
    const moments = state.moments.map((_, i) => joined((part) => part.moments[i]));
    return { loss, state: { parameters, moments } };
  };

  /** Several steps of every seed; the losses are those before the last. */
  const block = compile(
    (states: OptimiserState[], rates: RateScalars, scalars: OptimiserScalars[]) => {
      const ends = toys.map((toy, seed) =>
        scalars.reduce(({ state }, own) => step(toy, state, rates, own), {
          state: states[seed] as OptimiserState,
          loss: tf.scalar(0),
        }),
      );
      return {
        state: ends.map(({ state }) => state),
        losses: tf.stack(ends.map(({ loss }) => loss)),
      };
    },
  );

  const evaluate = compile((states: OptimiserState[]) => {
    const factors = states.map((state) => method.factors(state.parameters));
    const losses = (split: Split) =>
      tf.stack(factors.map((one, seed) => toyLoss(toys[seed] as Toy, one, split)));
    return { train: losses('train'), test: losses('test') };
  });

  const measure = (states: OptimiserState[]): SeedLosses => {
    const { train, test } = evaluate(states);
    const losses = { train: recorded(train), test: recorded(test) };
    tf.dispose([train, test]);
    return losses;
  };

  return {
    /** The losses before training. */
    start() {
      const states = begin();
      const losses = measure(states);
      tf.dispose(states);
      return losses;
    },
    /** Trains from the start at these rates, full batch; returns the losses at each of the trainer's step counts. */
    train(rates: Rates): SeedLosses[] {
      const points = trajectory(begin(), last / blockSteps, (states, t) => {
        const first = (t - 1) * blockSteps + 1;
        const scalars = Array.from({ length: blockSteps }, (_, i) => scalarsOf(1, first + i));
        return block(
          states,
          mapValues(rates, (rate) => tf.scalar(rate)),
          scalars,
        );
      });
      const measured: SeedLosses[] = [];
      for (const { step: blocks, state, losses } of points) {
        if (steps[measured.length] === blocks * blockSteps) measured.push(measure(state));
        if (losses && recorded(losses).every((loss) => loss === null)) break;
      }
      const diverged = toys.map(() => null);
      return steps.map((_, i) => measured[i] ?? { train: diverged, test: diverged });
    },
    /** Frees its graphs and initial values, but not the toys. */
    dispose() {
      block.dispose();
      evaluate.dispose();
      tf.dispose(initial);
    },
  };
}

/** The number of steps per graph, at most ten: a divisor of every step count. */
function blockOf(steps: readonly number[]): number {
  const fits = (size: number) => steps.every((step) => step % size === 0);
  return [10, 9, 8, 7, 6, 5, 4, 3, 2].find(fits) ?? 1;
}
