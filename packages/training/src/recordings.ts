import type { Trainable } from './trainable.ts';

/** The values that decide what a function computes from its inputs: two functions with equal ones compute the same. */
export interface Computation {
  /** Equal where they are the same objects, in this order, such as a model. */
  readonly of: readonly object[];
  /** Equal where it is the same as JSON. */
  readonly by: unknown;
}

/** A value that can be kept, such as a compiled function. */
export interface Kept {
  /** Frees what it holds. */
  dispose(): void;
}

/**
 * Compiled functions that are kept from run to run: a run that computes what one before it did starts without recording.
 * What differs between the two, such as values, rates and rows, goes in as tensors, so results are the same bits as without.
 * Made once for all runs on a model, handed to each of them, and disposed of before the model.
 */
export interface Recordings {
  /** The value that was made for an equal computation before, else the result of `make`; it stays the recordings' own. */
  keep<T extends Kept>(computation: Computation, make: () => T): T;
  /** Disposes of all that is kept. */
  dispose(): void;
}

/** Empty ones. */
export function createRecordings(): Recordings {
  const kept = new Map<string, Kept>();
  const numbers = new WeakMap<object, number>();
  let count = 0;
  const numberOf = (object: object): number => {
    const number = numbers.get(object) ?? count++;
    numbers.set(object, number);
    return number;
  };
  return {
    keep<T extends Kept>({ of, by }: Computation, make: () => T): T {
      const key = JSON.stringify([of.map(numberOf), by]);
      const found = (kept.get(key) as T | undefined) ?? make();
      kept.set(key, found);
      return found;
    },
    dispose() {
      for (const one of kept.values()) one.dispose();
      kept.clear();
    },
  };
}

/** A computation with what is trained: all but the values, which are inputs. */
export function withTrainable(
  { of, by }: Computation,
  { config, groups, parameters, frozen }: Trainable,
): Computation {
  // The order of the parameters counts: that of sums, and so their rounding, follows it.
  const shapes = Object.entries(parameters).map(([name, { shape }]) => [name, shape]);
  return { of: [...of, ...frozen], by: [of.length, by, config, groups, shapes] };
}

/** Does something with recordings: those given, or some that end with it. */
export function recordingsFor(
  given: Recordings | undefined,
  computation: Computation | undefined,
): { recordings: Recordings; computation: Computation; end: () => void } {
  if (given && computation) return { recordings: given, computation, end: () => undefined };
  const recordings = createRecordings();
  return {
    recordings,
    computation: computation ?? { of: [], by: null },
    end: () => recordings.dispose(),
  };
}
