import { randomStream } from '@singlora/runtime';
import { attentionProblem, matrixTarget, type FitProblem } from '@singlora/scaling';
import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '../record.ts';
import type { record } from './record.ts';

type ProblemConfig = ConfigOf<typeof record>['problem'];

/** The problems of one kind by seed, built once for all methods, ranks and rates, and replaced by those of the next kind. */
export class Problems {
  #kind = '';
  readonly #bySeed = new Map<number, FitProblem>();

  async get(config: ProblemConfig, seed: number): Promise<FitProblem> {
    const kind = JSON.stringify(config);
    if (kind !== this.#kind) {
      for (const { tensors } of this.#bySeed.values()) tf.dispose([...tensors]);
      this.#bySeed.clear();
      this.#kind = kind;
    }
    const problem = this.#bySeed.get(seed) ?? (await build(config, seed));
    this.#bySeed.set(seed, problem);
    return problem;
  }
}

async function build(config: ProblemConfig, seed: number): Promise<FitProblem> {
  const random = randomStream(seed, 'problem');
  return config.problem === 'attention'
    ? attentionProblem(config, random)
    : matrixTarget(config, random);
}
