import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimiserOf } from '../training/optimisers.ts';
import { toyGradients, toyLoss } from './toy-loss.ts';
import { toyMethodOf } from './toy-method.ts';
import { createToyTrainer } from './toy-trainer.ts';
import { buildToy, type Toy } from './toy.ts';

beforeAll(() => startBackend());

const examples = { train: 20, test: 6 };
const rank = 2;

function withTrainer<Result>(
  { method = 'lora', optimiser = 'gd', steps = [2, 6], seeds = [0, 1], width = 8 },
  use: (trainer: ReturnType<typeof createToyTrainer>, toys: Toy[]) => Result,
): Result {
  const toys = seeds.map((seed) => buildToy(width, seed, examples));
  const trainer = createToyTrainer({
    toys,
    method: toyMethodOf(method),
    optimiser: optimiserOf(optimiser),
    rank,
    steps,
  });
  try {
    return use(trainer, toys);
  } finally {
    trainer.dispose();
    toys.forEach((toy) => toy.dispose());
  }
}

describe('createToyTrainer', () => {
  it('descends by hand-made steps of gradient descent, each rate for its own factor', () => {
    const rates = { A: 0.05, B: 0.2 };
    withTrainer({ steps: [3], seeds: [4] }, (trainer, [toy]) => {
      const method = toyMethodOf('lora');
      let { A, B } = method.initial(8, rank, randomStream(4, 'toy', 'factors', 8));
      const loss = () => toyLoss(toy!, method.factors({ A: A!, B: B! }), 'test').dataSync()[0]!;
      expect(trainer.start().test[0]).toBeCloseTo(loss(), 5);
      for (let t = 0; t < 3; t++) {
        const gradients = method.pullBack(toyGradients(toy!, method.factors({ A: A!, B: B! })));
        A = tf.sub(A!, tf.mul(gradients['A']!, rates.A));
        B = tf.sub(B!, tf.mul(gradients['B']!, rates.B));
      }
      const [trained] = trainer.train(rates);
      expect(trained?.test).toHaveLength(1);
      expect(trained?.test[0]).toBeCloseTo(loss(), 5);
    });
  });

  it.each(['gd', 'momentum', 'adam'])(
    'gives the same whatever the number of steps in a graph, with %s',
    (optimiser) => {
      const rates = { A: 0.02 };
      const at = (steps: number[], count: number) =>
        withTrainer({ method: 'singlora', optimiser, steps }, (trainer) =>
          trainer.train(rates)[steps.indexOf(count)]!.train.map(Number),
        );
      const [once, twice] = [at([6], 6), at([1, 4, 6], 6)]; // six steps per graph, and one
      once.forEach((loss, seed) => expect(loss).toBeCloseTo(twice[seed]!, 5));
      expect(at([1, 4, 6], 1)).not.toEqual(at([1, 4, 6], 4));
    },
  );

  it('gives each factor its own momentum', () => {
    const at = (method: string, rates: Record<string, number>) =>
      withTrainer({ method, optimiser: 'momentum', steps: [6] }, (trainer) =>
        trainer.train(rates)[0]!.train.map(Number),
      );
    const [one, same] = [at('lora-one-rate', { both: 0.02 }), at('lora', { A: 0.02, B: 0.02 })];
    same.forEach((loss, seed) => expect(loss).toBeCloseTo(one[seed]!, 5));
    at('lora', { A: 0.02, B: 0.04 }).forEach((loss, seed) => {
      expect(Math.abs(loss - one[seed]!)).toBeGreaterThan(1e-3);
    });
  });

  it('says which seeds diverged, and goes on with the others', () => {
    withTrainer({ steps: [10, 40], seeds: [0, 1, 2] }, (trainer) => {
      const [early, late] = trainer.train({ A: 1e4, B: 1e4 });
      const none = [null, null, null];
      expect(late).toEqual({ train: none, test: none });
      expect(early).toEqual(late);
      const gentle = trainer.train({ A: 1e-3, B: 1e-3 }).at(-1)!;
      expect([...gentle.train, ...gentle.test].every(Number.isFinite)).toBe(true);
      // In between there are rates at which only some seeds diverge.
      const counts = Array.from({ length: 25 }, (_, i) => 10 ** (-1 + i / 12)).map(
        (rate) =>
          trainer
            .train({ A: rate, B: rate })
            .at(-1)!
            .train.filter((loss) => loss === null).length,
      );
      expect(counts.some((count) => count > 0 && count < 3)).toBe(true);
    });
  });

  it('trains one seed as if it were alone', () => {
    const rates = { both: 0.03 };
    const alone = withTrainer({ method: 'lora-one-rate', seeds: [1] }, (trainer) =>
      trainer.train(rates),
    );
    const beside = withTrainer({ method: 'lora-one-rate', seeds: [0, 1] }, (trainer) =>
      trainer.train(rates),
    );
    alone.forEach(({ train }, i) => expect(train[0]).toBeCloseTo(beside[i]!.train[1]!, 5));
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    withTrainer({ optimiser: 'adam' }, (trainer) => {
      trainer.train({ A: 0.1, B: 0.1 });
      const steady = tf.memory().numTensors;
      trainer.train({ A: 0.1, B: 0.1 });
      trainer.start();
      expect(tf.memory().numTensors).toBe(steady);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
