import { misuse } from '@singlora/runner';
import {
  everyCombination,
  familyOf,
  knownAnswers,
  optimiserOf,
  variantOf,
} from '@singlora/scaling';
import type { ConfigOf } from '../record.ts';
import { widthsOf } from '../width-runs.ts';
import { wholeTraining, type record } from './record.ts';
import type { CoordinateSettings } from './settings.ts';

export type CoordinateRunConfig = ConfigOf<typeof record>;

type Axes = Pick<CoordinateRunConfig, 'family' | 'method' | 'optimiser' | 'rate' | 'rateExponent'>;

/** One run per family, method and optimiser, each over all widths and seeds; networks with known scaling first. */
export function planChecks(settings: CoordinateSettings, preset: string): CoordinateRunConfig[] {
  const { families, methods, optimisers, rate, rateExponents, known, ...shared } = settings;
  if (new Set(shared.seeds).size < 2)
    throw misuse`A slope's interval needs at least two different seeds. Give more with --seeds.`;
  const trainedWhole = knownAnswers.map((answer): Axes => {
    const { family, optimiser, rate, rateExponent } = answer;
    return { family, method: wholeTraining, optimiser, rate, rateExponent };
  });
  const chosen = everyCombination({ family: families, method: methods, optimiser: optimisers }).map(
    (one): Axes => {
      optimiserOf(one.optimiser);
      if (one.method !== wholeTraining) variantOf(one.method);
      return { ...one, rate, rateExponent: exponentOf(rateExponents, one.method) };
    },
  );
  return [...(known ? trainedWhole : []), ...chosen].map((axes) => {
    const { grows = 'width' } = familyOf(axes.family);
    const widths = widthsOf(axes.family, shared.widths);
    const [baseWidth = 1] = widths;
    return { version: 1, ...axes, ...shared, grows, widths, baseWidth, preset };
  });
}

function exponentOf(given: CoordinateSettings['rateExponents'], method: string): number {
  const exponent = typeof given === 'number' ? given : given[method];
  if (exponent === undefined) {
    throw misuse`--rate-exponents names no exponent for ${method}: add ${method}=…, or give one number for all methods.`;
  }
  return exponent;
}

export function coordinateLabel(config: CoordinateRunConfig): string {
  const { family, method, optimiser, rate, rateExponent, rank, rankExponent } = config;
  const growing = rankExponent === 0 ? '' : `, rank ${rank} n^${rankExponent}`;
  return `${family} · ${method} · ${optimiser}, rate ${rate} n^${Number(rateExponent.toFixed(2))}${growing}`;
}
