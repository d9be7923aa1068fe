import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from '@singlora/kernels';
import type { Adapter } from '../adapter.ts';
import { ownWeight, weightFromMatrix, weightMatrix } from '../layers.ts';
import { mergedMatrix } from '../merge.ts';
import type { ApplySlot, Slot } from '../slot.ts';
import { isChannelsFirst, type HostLayer } from './host-layer.ts';

type Call = HostLayer['call'];

const single = (inputs: tf.Tensor | tf.Tensor[]): tf.Tensor =>
  Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;

const channelsLast = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 2, 3, 1]);
const channelsFirst = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 3, 1, 2]);

/** How a dense layer, an embedding or a convolution of pictures runs with an adapter: its update stays in its factors. */
export const adaptedCall =
  (host: HostLayer, name: string, apply: (training: boolean) => ApplySlot): Call =>
  (inputs, kwargs) =>
    tf.tidy(() => {
      host.invokeCallHook(inputs, kwargs);
      const x = single(inputs);
      const given = host.embeddings && x.dtype !== 'int32' ? tf.cast(x, 'int32') : x;
      const run = (x: tf.Tensor) => apply(kwargs?.['training'] === true)(name, x);
      const y = isChannelsFirst(host) ? channelsFirst(run(channelsLast(given))) : run(given);
      return host.activation ? host.activation.apply(y) : y;
    });

/** A layer's weight and bias with an adapter's update, in the shape of `like`. */
export function adaptedWeight(
  slot: Slot,
  adapter: Adapter,
  values: NamedTensors,
  u: tf.Scalar,
  like: readonly number[],
): { weight: tf.Tensor; bias?: tf.Tensor1D } {
  const own = ownWeight(slot.name, values);
  const matrix = weightMatrix(slot, own?.weight);
  const updates = adapter.targets.includes(slot.name) ? [adapter.update(slot.name, values, u)] : [];
  const merged = weightFromMatrix(slot, mergedMatrix(matrix, updates));
  const bias = own?.bias ?? slot.bias;
  return { weight: tf.reshape(merged, [...like]), ...(bias && { bias }) };
}

/** How a convolution along one or three axes runs with an adapter: as itself, with the adapted filter in the place of its own. */
export const callWithFilter =
  (host: HostLayer, filter: () => { weight: tf.Tensor; bias?: tf.Tensor1D }): Call =>
  (inputs, kwargs) =>
    tf.tidy(() => {
      const { kernel, bias } = host;
      const adapted = filter();
      const stand = (tensor: tf.Tensor) => ({ read: () => tensor as tf.Variable });
      host.kernel = stand(adapted.weight);
      if (adapted.bias) host.bias = stand(adapted.bias);
      try {
        const own = Object.getPrototypeOf(host) as HostLayer;
        return own.call.call(host, inputs, kwargs);
      } finally {
        Object.assign(host, { kernel, bias });
      }
    });
