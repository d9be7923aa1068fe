import type { Plan } from '@singlora/runner';
import {
  factorModelOf,
  isSquare,
  type BackwardSignal,
  type ExponentProblem,
} from '@singlora/scaling';
import type { ExponentSettings } from './settings.ts';

type One<T> = T extends readonly (infer Item)[] ? Item : never;

/** A run's identity: one problem, by names. */
export interface ExponentRunConfig extends Pick<
  ExponentSettings,
  'ramp' | 'decay' | 'steps' | 'rateExponents'
> {
  readonly method: string;
  readonly optimiser: One<ExponentSettings['optimisers']>;
  readonly signal: One<ExponentSettings['signals']>;
  readonly initExponent: number;
  readonly outputs: One<ExponentSettings['outputs']>;
  readonly preset: string;
}

const signals: Readonly<Record<ExponentRunConfig['signal'], BackwardSignal>> = {
  error: { kind: 'error' },
  readout: { kind: 'readout', exponent: -1 / 2 },
  'mup-readout': { kind: 'readout', exponent: -1 },
};

/** One run a method, optimiser, signal, start and number of outputs. */
export function planExponents(
  settings: ExponentSettings,
  preset: string,
): Plan<ExponentRunConfig>[] {
  const { ramp, decay, steps, rateExponents } = settings;
  const configs = settings.methods.flatMap((method) =>
    settings.outputs
      .filter((outputs) => outputs === 'width' || !isSquare(factorModelOf(method)))
      .flatMap((outputs) =>
        settings.optimisers.flatMap((optimiser) =>
          settings.signals.flatMap((signal) =>
            settings.initExponents.map((initExponent) => ({
              method,
              optimiser,
              signal,
              initExponent,
              outputs,
              ramp,
              decay,
              steps,
              rateExponents,
              preset,
            })),
          ),
        ),
      ),
  );
  return configs.map((config) => ({ label: labelOf(config), config }));
}

export const problemOf = ({ method, signal, ...rest }: ExponentRunConfig): ExponentProblem => ({
  ...rest,
  factors: factorModelOf(method),
  signal: signals[signal],
});

function labelOf(config: ExponentRunConfig): string {
  const { method, optimiser, signal, initExponent, outputs, ramp, decay } = config;
  const notes = [
    outputs === 'one' && 'one output',
    ramp > 0 && `ramp ${ramp}`,
    decay && 'decay',
  ].filter((note) => note !== false);
  const parts = [method, `steps as ${optimiser}`, signal, `start n^${initExponent}`, ...notes];
  return parts.join(' · ');
}
