import { frozen } from '@singlora/core';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import type { ModelFamily, WidthModel } from './width-model.ts';

interface Kept {
  readonly model: WidthModel;
  readonly bytes: number;
  frozenLoss?: number;
}

/** A cache of built models up to a size limit: a weight `[4096, 4096]` takes half a second to draw. */
export class ModelCache {
  readonly #models = new Map<string, Kept>();
  readonly #limit: number;
  #bytes = 0;

  /** `limit` in bytes, for the slots' weights. */
  constructor(limit = 3 * 2 ** 30) {
    this.#limit = limit;
  }

  /** The family's model of a width and seed. The cache keeps ownership of it. */
  get(family: ModelFamily, width: number, seed: number): WidthModel {
    return this.#entry(family, width, seed).model;
  }

  /** That model's loss without an adapter, computed once while the model is cached. */
  frozenLoss(family: ModelFamily, width: number, seed: number): number {
    const entry = this.#entry(family, width, seed);
    const { model } = entry;
    return (entry.frozenLoss ??= tf.tidy(
      () => model.loss(frozen(model.slots)).dataSync()[0] ?? NaN,
    ));
  }

  /** Frees all cached models, in use or not. */
  dispose(): void {
    for (const { model } of this.#models.values()) free(model);
    this.#models.clear();
    this.#bytes = 0;
  }

  #entry(family: ModelFamily, width: number, seed: number): Kept {
    const key = `${family.name} ${width} ${seed}`;
    const entry = this.#models.get(key) ?? this.#build(family, width, seed);
    this.#models.delete(key);
    this.#models.set(key, entry); // the most recently used is removed last
    this.#evict(key);
    return entry;
  }

  #build(family: ModelFamily, width: number, seed: number): Kept {
    const model = family.build(width, randomStream(seed, 'model', family.name, width));
    const bytes = model.slots.reduce((sum, { weight }) => sum + 4 * weight.size, 0);
    this.#bytes += bytes;
    return { model, bytes };
  }

  #evict(kept: string): void {
    for (const [key, { model, bytes }] of this.#models) {
      if (this.#bytes <= this.#limit || key === kept) return;
      free(model);
      this.#models.delete(key);
      this.#bytes -= bytes;
    }
  }
}

const free = ({ tensors }: WidthModel) => tf.dispose([...tensors]);
