import { list, type Plan } from '@singlora/runner';
import {
  startNames,
  factorModelOf,
  isSquare,
  type BackwardSignal,
  type ExponentProblem,
} from '@singlora/scaling';
import { methodChoices, type MethodChoice } from '../method-choices.ts';
import { z } from 'zod';
import type { ConfigOf } from '../record.ts';
import { count, flag, names, numbers, ramp } from '../settings.ts';
import type { record } from './record.ts';

/** Every setting of the derivation; the keys are the command-line flags. */
export const exponentSettings = z.strictObject({
  methods: names().describe('adapter methods, comma separated'),
  optimisers: list(z.enum(['gradient', 'constant'])).describe(
    'how large the entries of a step are before the rate: gradient (descent, momentum) or constant (Adam, sign)',
  ),
  signals: list(z.enum(['error', 'mean-error', 'readout', 'mup-readout'])).describe(
    'where the gradient at the output comes from: error (½‖f − y‖²), mean-error (that averaged over the outputs), readout (entries n^-1/2), mup-readout (n^-1)',
  ),
  initExponents: numbers().describe(
    'γ for random parameters that start with entries of order n^γ: −0.5 is fan = width, 0 is fan = rank',
  ),
  starts: list(z.enum(startNames)).describe(
    'own, swapped (the random and the zero factor exchanged, as LoRA with A = 0), ones (scalars at 1 and not 0, as SymLoRA’s Λ), principal and qr (all ' +
      'factors from a part of a random frozen weight, as PiSSA and OLoRA); for methods that can',
  ),
  growthExponents: numbers().describe(
    'ρ for methods with a setting that grows as n^ρ, besides their own: A’s rate is n^c and B’s n^(c + ρ) for LoRA+',
  ),
  inputExponents: numbers().describe(
    'γ for an input with entries of order n^γ: 0 is a norm of √n, −0.5 a norm of 1',
  ),
  outputs: list(z.enum(['width', 'one'])).describe(
    'width: as many outputs as inputs; one: the toy of LoRA+, for methods with two matrices',
  ),
  ramp: ramp(),
  decay: flag().describe('whether the optimiser decays weights, as AdamW'),
  steps: count().describe('steps of training'),
  rateExponents: numbers().describe('values of c at which the exponents are tabled'),
  show: z
    .enum(['conclusions', 'derivation'])
    .describe('what to print; every run keeps its derivation, in text and in LaTeX, in any case'),
});

export type ExponentSettings = z.infer<typeof exponentSettings>;

/** A run's identity: one problem, by names. */
export type ExponentRunConfig = ConfigOf<typeof record>;

const signals: Readonly<Record<ExponentRunConfig['signal'], BackwardSignal>> = {
  error: { kind: 'error' },
  'mean-error': { kind: 'error', averaged: true },
  readout: { kind: 'readout', exponent: -1 / 2 },
  'mup-readout': { kind: 'readout', exponent: -1 },
};

/** One run a method, optimiser, signal, start, input and number of outputs. What a method does not have is left out. */
export function planExponents(
  settings: ExponentSettings,
  preset: string,
): Plan<ExponentRunConfig>[] {
  const { ramp, decay, steps, rateExponents } = settings;
  const shared = { version: 1, ramp, decay, steps, rateExponents, preset } as const;
  const configs = settings.methods.flatMap((method) =>
    choicesOf(settings, method).flatMap((choice) =>
      settings.optimisers.flatMap((optimiser) =>
        settings.signals.flatMap((signal) =>
          settings.initExponents.flatMap((initExponent) =>
            settings.inputExponents.map((inputExponent) => ({
              method,
              optimiser,
              signal,
              initExponent,
              inputExponent,
              ...choice,
              ...shared,
            })),
          ),
        ),
      ),
    ),
  );
  return configs.filter(isAsked).map((config) => ({ label: labelOf(config), config }));
}

type Choice = MethodChoice & Pick<ExponentRunConfig, 'outputs'>;

/** What the settings ask of a method and it can do: numbers of outputs, starts, and rates another power of n apart. */
function choicesOf(settings: ExponentSettings, method: string): Choice[] {
  const choices = methodChoices(method, settings);
  return settings.outputs
    .filter((outputs) => outputs === 'width' || !isSquare(factorModelOf(method)))
    .flatMap((outputs) => choices.map((choice) => ({ outputs, ...choice })));
}

/** Inputs of another norm, averaged losses, other starts and rates further apart are tried one at a time. */
const isAsked = ({ start, growthExponent, inputExponent, signal }: ExponentRunConfig): boolean =>
  [start !== 'own', growthExponent !== null, inputExponent !== 0, signal === 'mean-error'].filter(
    Boolean,
  ).length <= 1;

export const problemOf = ({
  method,
  signal,
  start,
  growthExponent,
  ...rest
}: ExponentRunConfig): ExponentProblem => ({
  ...rest,
  factors: factorModelOf(method, { start, growthExponent: growthExponent ?? undefined }),
  signal: signals[signal],
});

function labelOf(config: ExponentRunConfig): string {
  const { method, optimiser, signal, initExponent, outputs, ramp, decay } = config;
  const { start, growthExponent, inputExponent } = config;
  const notes = [
    start !== 'own' && start,
    growthExponent !== null && `growing as n^${growthExponent}`,
    inputExponent !== 0 && `input n^${inputExponent}`,
    outputs === 'one' && 'one output',
    ramp > 0 && `ramp ${ramp}`,
    decay && 'decay',
  ].filter((note) => note !== false);
  const parts = [method, `steps as ${optimiser}`, signal, `start n^${initExponent}`, ...notes];
  return parts.join(' · ');
}
