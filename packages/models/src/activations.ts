import { gelu, relu } from '@singlora/kernels';

/** By the name that a config.json gives. */
export const activations = { gelu, relu };

export type ActivationName = keyof typeof activations;
export const activationNames = Object.keys(activations) as [ActivationName];
