import type { Slot } from '@singlora/core';
import { isBfloat16, type NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { Blueprint } from './blueprint.ts';
import { moduleTensors, type SlotModule, type ModuleTensor } from './module.ts';

/**
 * A frozen model: named slots, under the checkpoint's own names. The functions that run it are declared by each kind
 * of model.
 */
export interface Model {
  /** The architecture's name, as the config.json has it. */
  readonly architecture: string;
  /** All of its tensors by full name, with their axes in the model's order. */
  readonly weights: NamedTensors;
  /** The layout of each in checkpoints, in the order of the forward pass. */
  readonly layouts: ReadonlyMap<string, ModuleTensor>;
  /** The layers that adapters can serve. */
  readonly slots: readonly Slot[];
  /** The modules that get adapters by default: PEFT's default for the architecture. */
  readonly defaultTargets: readonly string[];
  /** The modules that are trained whole beside an adapter, such as a fresh head. */
  readonly modulesToSave: readonly string[];
  /** The number of all parameters. */
  readonly parameterCount: number;
  /** The size of the weights in bytes: four per parameter, or two in bfloat16. */
  readonly weightBytes: number;
  /** Frees the weights. */
  dispose(): void;
}

/** Makes a model that owns the given weights, by full name. */
export function buildModel<Network extends object>(
  blueprint: Blueprint<Network>,
  weights: NamedTensors,
): Model & Network {
  return {
    ...blueprint.network(weights),
    architecture: blueprint.architecture,
    weights,
    layouts: moduleTensors(blueprint.modules),
    slots: blueprint.modules.flatMap((module) =>
      'inFeatures' in module ? [slot(module, weights)] : [],
    ),
    defaultTargets: blueprint.defaultTargets,
    modulesToSave: blueprint.modulesToSave ?? [],
    parameterCount: Object.values(weights).reduce((sum, { size }) => sum + size, 0),
    weightBytes: Object.values(weights).reduce(
      (sum, weight) => sum + weight.size * (isBfloat16(weight) ? 2 : 4),
      0,
    ),
    dispose: () => tf.dispose(weights),
  };
}

/**
 * Makes a model without a checkpoint, with weights from any source: `weight` is called once per
 * tensor, in the model's order, with its name and shape in checkpoints.
 */
export function createModel<Network extends object>(
  blueprint: Blueprint<Network>,
  weight: (name: string, shape: number[]) => tf.Tensor,
): Model & Network {
  const weights = [...moduleTensors(blueprint.modules)].map(
    ([name, layout]) => [name, inModelOrder(weight(name, [...layout.shape]), layout)] as const,
  );
  return buildModel(blueprint, Object.fromEntries(weights));
}

/** A checkpoint's tensor with its axes in the model's order; frees the given one if that differs. */
export function inModelOrder(tensor: tf.Tensor, { order }: ModuleTensor): tf.Tensor {
  if (!order) return tensor;
  const turned = tf.tidy(() => tf.transpose(tensor, [...order]));
  tensor.dispose();
  return turned;
}

/** The inverse of {@link inModelOrder}, which frees nothing. */
export function inCheckpointOrder(tensor: tf.Tensor, { order }: ModuleTensor): tf.Tensor {
  if (!order) return tf.clone(tensor);
  return tf.transpose(
    tensor,
    order.map((_, axis) => order.indexOf(axis)),
  );
}

function slot({ tensors: _, ...layer }: SlotModule, weights: NamedTensors): Slot {
  const weight = weights[`${layer.name}.weight`] as tf.Tensor;
  const bias = weights[`${layer.name}.bias`] as tf.Tensor1D | undefined;
  return { ...layer, weight, ...(bias && { bias }) };
}
