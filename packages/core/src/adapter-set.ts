import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from './kernels/index.ts';
import { checkParameters, type Adapter } from './adapter.ts';
import {
  adapterExists,
  adapterMerged,
  mergeNotFinite,
  savedTwice,
  unknownAdapter,
} from './errors.ts';
import { runSlot, isFinite, ownWeight, slotFinder, type OwnWeight } from './layers.ts';
import { mergedLayer } from './merge.ts';
import { checkRamp } from './ramp.ts';
import type { ApplySlot, Slot } from './slot.ts';

interface Member {
  readonly adapter: Adapter;
  readonly parameters: NamedTensors;
  readonly u: tf.Scalar;
}

/**
 * The result of a merge: the adapters' names, and the merged weights in each layer's own layout. The base is never
 * written to.
 */
interface Merged {
  readonly names: readonly string[];
  readonly weights: ReadonlyMap<string, Pick<Slot, 'weight' | 'bias'>>;
}

/** The layers whose weight or bias an adapter replaces. */
const ownLayers = ({ saved, biases }: Adapter): readonly string[] => [...saved, ...biases];

/**
 * Several named adapters on one frozen model. It starts as the base model. `use` switches adapters on, in order, as in PEFT: each
 * adds its update to the weight so far. A DoRA magnitude then scales the rows of that weight, over the row norms of the base's
 * weight with this update alone. The set owns its adapters' tensors and never changes the model's.
 */
export class AdapterSet {
  readonly #find: (name: string) => Slot;
  readonly #members = new Map<string, Member>();
  #active: readonly string[] = [];
  #merged: Merged | undefined;
  #disabled = 0;

  constructor(slots: readonly Slot[]) {
    this.#find = slotFinder(slots);
  }

  get names(): readonly string[] {
    return [...this.#members.keys()];
  }

  /** The adapters that are on, in order. */
  get active(): readonly string[] {
    return this.#active;
  }

  /** The adapters that are merged into the weights; empty when none is. */
  get merged(): readonly string[] {
    return this.#merged?.names ?? [];
  }

  /**
   * Adds an adapter, switched off, and takes over the given tensors. `u` is the ramp's value; default: the adapter's own.
   * @throws {CoreError} for a name in use, a layer that the model lacks, parameters that do not fit the adapter, or an invalid `u`
   */
  add(
    name: string,
    adapter: Adapter,
    parameters: NamedTensors = adapter.parameters,
    u = adapter.u,
  ): void {
    if (this.#members.has(name)) throw adapterExists(name);
    for (const layer of [...adapter.targets, ...ownLayers(adapter)]) this.#find(layer);
    checkParameters(adapter.parameters, parameters);
    checkRamp(u);
    this.#members.set(name, { adapter, parameters, u: tf.keep(tf.scalar(u)) });
  }

  /**
   * Switches on exactly these adapters, in this order; none gives the base model.
   * @throws {CoreError} for an unknown name, two adapters that replace the same layer, or while one is merged
   */
  use(...names: readonly string[]): void {
    if (this.#merged) throw adapterMerged(this.#merged.names, 'switch adapters');
    const chosen = [...new Set(names)];
    const savers = new Map<string, string>();
    for (const name of chosen) {
      for (const layer of ownLayers(this.#member(name).adapter)) {
        const other = savers.get(layer);
        if (other !== undefined) throw savedTwice(layer, other, name);
        savers.set(layer, name);
      }
    }
    this.#active = chosen;
  }

  /**
   * Removes an adapter and frees its tensors; the others stay as they are.
   * @throws {CoreError} for an unknown name, and one that is merged
   */
  delete(name: string): void {
    const { parameters, u, adapter } = this.#member(name);
    if (this.merged.includes(name)) throw adapterMerged(this.merged, `delete "${name}"`);
    tf.dispose([parameters, u, adapter.start, adapter.untrained]);
    this.#members.delete(name);
    this.#active = this.#active.filter((active) => active !== name);
  }

  /** Calls `run` with the base model alone; afterwards the adapters are on, or merged, as before. */
  disabled<T>(run: () => T): T {
    this.#disabled++;
    let pending = false;
    const enable = () => void this.#disabled--;
    try {
      const result = run();
      if (result instanceof Promise) {
        pending = true;
        return result.finally(enable) as T;
      }
      return result;
    } finally {
      if (!pending) enable();
    }
  }

  /** Runs a layer with the adapters that are on, or with the merged weights. */
  readonly apply: ApplySlot = (name, x) =>
    tf.tidy(() => {
      const slot = this.#find(name);
      if (this.#disabled > 0) return runSlot(slot, x);
      if (this.#merged) return runSlot(slot, x, [], this.#merged.weights.get(name));
      return runSlot(slot, x, this.#updates(name), this.#whole(name));
    });

  /**
   * Merges the adapters that are on into copies of the weights, so that a layer costs as much as in the base model.
   * Merging again changes nothing. `safe` refuses weights that are not finite, and then changes nothing.
   */
  merge({ safe = false } = {}): void {
    if (this.#merged) return;
    const weights = new Map<string, Pick<Slot, 'weight' | 'bias'>>();
    const touched = this.#active.flatMap((name) => {
      const { adapter } = this.#member(name);
      return [...adapter.targets, ...ownLayers(adapter)];
    });
    for (const layer of new Set(touched)) {
      const own = tf.tidy(() =>
        mergedLayer(this.#find(layer), this.#updates(layer), this.#whole(layer)),
      );
      tf.keep(own.weight);
      weights.set(layer, own);
      if (safe && !isFinite(own.weight)) {
        for (const { weight } of weights.values()) weight.dispose();
        throw mergeNotFinite(layer, this.#active);
      }
    }
    this.#merged = { names: this.#active, weights };
  }

  /** Undoes {@link merge}: the base's own tensors are in use again, bit for bit. */
  unmerge(): void {
    for (const { weight } of this.#merged?.weights.values() ?? []) weight.dispose();
    this.#merged = undefined;
  }

  /** The merged weights by their names in the model (`<layer>.weight`, `.bias`), owned by the set. */
  mergedWeights(): NamedTensors {
    const entries = [...(this.#merged?.weights ?? [])].flatMap(([layer, { weight, bias }]) => [
      [`${layer}.weight`, weight] as const,
      ...(bias ? [[`${layer}.bias`, bias] as const] : []),
    ]);
    return Object.fromEntries(entries);
  }

  /** Frees everything the set owns. */
  dispose(): void {
    this.unmerge();
    for (const name of this.names) this.delete(name);
  }

  #member(name: string): Member {
    const member = this.#members.get(name);
    if (!member) throw unknownAdapter(name, this.names);
    return member;
  }

  #updates(layer: string) {
    return this.#active.flatMap((name) => {
      const { adapter, parameters, u } = this.#member(name);
      return adapter.targets.includes(layer) ? [adapter.update(layer, parameters, u)] : [];
    });
  }

  #whole(layer: string): OwnWeight | undefined {
    const saver = this.#active.find((name) =>
      ownLayers(this.#member(name).adapter).includes(layer),
    );
    return saver === undefined ? undefined : ownWeight(layer, this.#member(saver).parameters);
  }
}
