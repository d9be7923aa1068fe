import type * as tf from '@tensorflow/tfjs-core';
import type { LowRankUpdate, NamedTensors } from './kernels/index.ts';
import type * as z from 'zod/mini';
import type { CommonConfig } from './config.ts';
import type { Initial } from './init.ts';
import type { Layer, SlotKind } from './slot.ts';

/** How the optimiser treats a parameter: the learning rate's factor, and whether weight decay applies. */
export interface ParameterGroup {
  readonly lrScale: number;
  readonly weightDecay: boolean;
}

/** A tensor of one adapted layer. */
export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly init: Initial;
  /** `frozen`: it keeps its initial value, and is saved with the trained tensors. */
  readonly group: ParameterGroup | 'frozen';
  /** Its symbol in formulas, where its short name is none. */
  readonly symbol?: string;
  /** The key's ending on disk: `lora_A.weight` in `base_model.model.<layer>.lora_A.weight`. */
  readonly key: string;
  /** The shape on disk, where it differs (PEFT keeps a 1×1 convolution's factors in four dimensions). */
  readonly fileShape?: readonly number[];
}

/** The layer and the settings from which a method builds the layer's factors. */
export interface FactorContext<C> {
  readonly layer: Layer;
  /** Rank and alpha are already this layer's own. */
  readonly config: C;
}

/** The update `scale · P Qᵀ` as a method declares it; shared code sets the scale `u · alpha/r`. */
export interface Factors {
  /** `[out, r]` */
  readonly p: tf.Tensor2D;
  /** `[in, r]` */
  readonly q: tf.Tensor2D;
  /** `[out]`: DoRA's magnitude m, for a weight `m ∘ V / ‖V‖` with `V = W + scale · P Qᵀ`. */
  readonly magnitude?: tf.Tensor1D;
}

/** How {@link Factors} are formed from the trained parameters of a linear layer, by their short names. */
export interface Sides<C> {
  /** P as a product, in the order in which it is written. */
  readonly p: readonly string[];
  /** Q as a product, in the order in which it is written. With P's own parameters in it the update is symmetric. */
  readonly q: readonly string[];
  readonly magnitude?: string;
  /** How many of the r directions have the sign −1 in P. Absent: none. */
  negatives?(this: void, config: C): number;
}

/** A setting that should grow with a layer's width n as n^exponent, by theory. */
export interface GrowingSetting {
  readonly setting: string;
  readonly title: string;
  readonly exponent: number;
}

/** A layer's change to `gain ∘ (W + scale · P Qᵀ)`. */
export type WeightUpdate = Omit<LowRankUpdate, 'input'> & { gain?: tf.Tensor1D };

/**
 * An adapter method. It declares everything that sets it apart; shared code asks and never looks at the name. A new
 * method is a file of its own, and a line in `registry.ts`.
 */
export interface Method<C extends CommonConfig = CommonConfig> {
  readonly name: C['method'];
  /** The title in tables and charts. */
  readonly title: string;
  /** One line of description: the update, and its paper. */
  readonly summary: string;
  readonly schema: z.ZodMiniType<C>;
  /**
   * PEFT's type of adapter, with the settings that distinguish this method from others of the type; `SINGLORA`, as in our older
   * files, where PEFT has none.
   */
  readonly peft: {
    readonly type: 'LORA' | 'SINGLORA';
    readonly marks: Readonly<Record<string, unknown>>;
  };
  readonly kinds: readonly SlotKind[];
  /** The tensors of a layer by their short names. */
  parameters(layer: Layer, config: C): Readonly<Record<string, ParameterSpec>>;
  readonly sides: Sides<C>;
  readonly growing?: GrowingSetting;
  /** The optimiser group for biases of layers trained whole, such as the head's. Absent: the common rate, without decay. */
  wholeBias?(this: void, config: C): ParameterGroup;
  /** The factors from the layer's tensors, by operations that have gradients. Nothing is `[out, in]` in size. */
  factors(parameters: NamedTensors, context: FactorContext<C>): Factors;
}

export const trained: ParameterGroup = { lrScale: 1, weightDecay: true };
export const trainedWithoutDecay: ParameterGroup = { lrScale: 1, weightDecay: false };
