import { z } from 'zod';
import { activationNames } from './activations.ts';

/** Of anything counted: layers, tokens, numbers. */
export const size = z.int().positive();

/** Of dropout. */
export const rate = z.number().min(0).lt(1);

export const activation = z.enum(
  activationNames,
  `not supported: use one of ${activationNames.join(', ')}`,
);
