import { gelu, geluTanh, quickGelu, relu, silu } from '@singlora/core/kernels';

/** The activation functions, by the name that a config.json gives. */
export const activations = {
  gelu,
  gelu_new: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  quick_gelu: quickGelu,
  relu,
  silu,
};

export type ActivationName = keyof typeof activations;
export const activationNames = Object.keys(activations) as [ActivationName];
