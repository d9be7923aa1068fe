import { list } from '@singlora/runner';
import { startNames } from '@singlora/scaling';
import { z } from 'zod';

/** Every setting of the derivation; the keys are the command-line flags. */
export const exponentSettings = z.strictObject({
  methods: list(z.string()).describe('adapter methods, comma separated'),
  optimisers: list(z.enum(['gradient', 'constant'])).describe(
    'how large the entries of a step are before the rate: gradient (descent, momentum) or constant (Adam, sign)',
  ),
  signals: list(z.enum(['error', 'mean-error', 'readout', 'mup-readout'])).describe(
    'where the gradient at the output comes from: error (½‖f − y‖²), mean-error (that averaged over the outputs), readout (entries n^-1/2), mup-readout (n^-1)',
  ),
  initExponents: list(z.coerce.number()).describe(
    'γ for random parameters that start with entries of order n^γ: −0.5 is fan = width, 0 is fan = rank',
  ),
  starts: list(z.enum(startNames)).describe(
    'own, swapped (the random and the zero factor exchanged, as LoRA with A = 0), ones (scalars at 1 and not 0, as SymLoRA’s Λ), principal and qr (all ' +
      'factors from a part of a random frozen weight, as PiSSA and OLoRA); for methods that can',
  ),
  growthExponents: list(z.coerce.number()).describe(
    'ρ for methods with a setting that grows as n^ρ, besides their own: A’s rate is n^c and B’s n^(c + ρ) for LoRA+',
  ),
  inputExponents: list(z.coerce.number()).describe(
    'γ for an input with entries of order n^γ: 0 is a norm of √n, −0.5 a norm of 1',
  ),
  outputs: list(z.enum(['width', 'one'])).describe(
    'width: as many outputs as inputs; one: the toy of LoRA+, for methods with two matrices',
  ),
  ramp: z.coerce.number().int().min(0).describe('steps of the ramp u(t); 0 is none'),
  decay: z.stringbool().or(z.boolean()).describe('whether the optimiser decays weights, as AdamW'),
  steps: z.coerce.number().int().positive().describe('steps of training'),
  rateExponents: list(z.coerce.number()).describe('values of c at which the exponents are tabled'),
  show: z
    .enum(['conclusions', 'derivation'])
    .describe('what to print; every run keeps its derivation, in text and in LaTeX, in any case'),
});

export type ExponentSettings = z.infer<typeof exponentSettings>;
