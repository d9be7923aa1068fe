import { list } from '@singlora/runner';
import { z } from 'zod';

// What the settings of several checks are made of.

export const count = () => z.coerce.number().int().positive();
export const counts = () => list(count());
export const positive = () => z.coerce.number().positive();
export const names = () => list(z.string());
export const numbers = () => list(z.coerce.number());
export const seeds = () => list(z.coerce.number().int().nonnegative());
export const flag = () => z.stringbool().or(z.boolean());
export const optimisers = () => names().describe('optimisers: gd, momentum, sign, adam, adamw');
export const rank = () => count().describe('adapter rank r');
export const alpha = () => positive().describe('adapter alpha; the update is scaled by alpha/r');
export const ramp = () =>
  z.coerce.number().int().min(0).describe('steps of the ramp u(t); 0 is none');
