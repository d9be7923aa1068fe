import type { Trainable } from './trainable.ts';

/** The values that define a function of its inputs: two functions with equal values compute the same. */
export interface Computation {
  /** Equal if they are the same objects in the same order, such as a model. */
  readonly of: readonly object[];
  /** Equal if its JSON is the same. */
  readonly by: unknown;
}

/** A value that can be kept, such as a compiled function. */
export interface Kept {
  /** Frees what it holds. */
  dispose(): void;
}

/**
 * Compiled functions that are kept from run to run: a run that computes the same as an earlier one starts without recording.
 * The differences, such as values, rates and rows, are input tensors, so results are bit for bit the same as without. Made
 * once for all runs on a model, passed to each, and disposed of before the model.
 */
export interface Recordings {
  /** The value made earlier for an equal computation, else the result of `make`. The recordings own it. */
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

/** A computation that also depends on the trainable part: on all but its values, which are inputs. */
export function withTrainable(
  { of, by }: Computation,
  { config, groups, parameters, frozen }: Trainable,
): Computation {
  // The order of the parameters matters: it decides the order of sums and so their rounding.
  const shapes = Object.entries(parameters).map(([name, { shape }]) => [name, shape]);
  return { of: [...of, ...frozen], by: [of.length, by, config, groups, shapes] };
}

/** Runs work with recordings: those given, or new ones that are disposed of afterwards. */
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
