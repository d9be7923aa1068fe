import { gelu, relu } from '@singlora/kernels';

/** By the name that `hidden_act` gives. */
export const activations = { gelu, relu };
