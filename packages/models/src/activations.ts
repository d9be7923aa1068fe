import * as tf from '@tensorflow/tfjs-core';
import { gelu } from '@singlora/kernels';

/** By the name that `hidden_act` gives. */
export const activations = { gelu, relu: (x: tf.Tensor): tf.Tensor => tf.relu(x) };
