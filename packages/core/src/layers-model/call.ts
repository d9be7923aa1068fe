import * as tf from '@tensorflow/tfjs-core';
import type { ApplySlot } from '../slot.ts';
import { givesChannelsFirst, takesChannelsFirst, type HostLayer } from './host-layer.ts';

type Call = HostLayer['call'];

const single = (inputs: tf.Tensor | tf.Tensor[]): tf.Tensor =>
  Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;

const axesOf = (x: tf.Tensor): number[] => [...x.shape.keys()];
const channelsLast = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, ...axesOf(x).slice(2), 1]);
const channelsFirst = (x: tf.Tensor): tf.Tensor =>
  tf.transpose(x, [0, x.rank - 1, ...axesOf(x).slice(1, -1)]);

/** How a layer runs with an adapter: its update stays in its factors. */
export const adaptedCall =
  (host: HostLayer, name: string, apply: (training: boolean) => ApplySlot): Call =>
  (inputs, kwargs) =>
    tf.tidy(() => {
      host.invokeCallHook(inputs, kwargs);
      const x = single(inputs);
      const given = host.embeddings && x.dtype !== 'int32' ? tf.cast(x, 'int32') : x;
      const turned = takesChannelsFirst(host) ? channelsLast(given) : given;
      const ran = apply(kwargs?.['training'] === true)(name, turned);
      const y = givesChannelsFirst(host) ? channelsFirst(ran) : ran;
      return host.activation ? host.activation.apply(y) : y;
    });

/** How a frozen layer runs: as it does outside training. */
export function frozenCall(host: HostLayer): Call {
  const call = host.call.bind(host);
  return (inputs, kwargs) => call(inputs, { ...kwargs, training: false });
}
