import { misuse } from '@singlora/runner';
import {
  everyCombination,
  familyOf,
  formulaOf,
  isFromWeight,
  stableRates,
  optimiserOf,
  variantOf,
  type NamedMethod,
  type SweepDesign,
} from '@singlora/scaling';
import { methodChoices } from '../method-choices.ts';
import { namedMethods } from '../named-method.ts';
import type { ConfigOf } from '../record.ts';
import { widthsOf } from '../width-runs.ts';
import type { record } from './record.ts';
import type { SweepSettings } from './settings.ts';

/** A run's identity. */
export type SweepRunConfig = ConfigOf<typeof record>;

/** The settings that vary between runs. */
type Axes = Pick<
  SweepDesign,
  keyof NamedMethod | 'family' | 'optimiser' | 'initExponent' | 'ramp'
> &
  Required<Pick<SweepDesign, 'alphaExponent'>>;

/** One run per family, method, optimiser, start, ratio of rates and ramp; each covers all widths, seeds and rates. */
export function planSweep(settings: SweepSettings, preset: string): SweepRunConfig[] {
  const { widths: asked, seeds, steps, rank, alpha, entryStep, growth } = settings;
  const shared = { seeds, steps, rank, alpha, entryStep, growth, preset };
  return distinct(axesOf(settings).map(settled)).map((axes) => {
    const widths = widthsOf(axes.family, asked);
    const [baseWidth = 1] = widths;
    const rateExponents = ratesOf(settings, axes);
    return { version: 3, ...axes, ...shared, widths, baseWidth, rateExponents };
  });
}

/** The requested rate exponents, with `derivedRates` also those that the derivation singles out. */
function ratesOf({ rateExponents, derivedRates, steps }: SweepSettings, axes: Axes): number[] {
  if (!derivedRates) return rateExponents;
  const isNew = (rate: number) => rateExponents.every((other) => Math.abs(other - rate) > 1e-3);
  const all = [...rateExponents, ...stableRates({ ...axes, steps }).filter(isNew)];
  return all.sort((a, b) => a - b);
}

/** Every possible combination, or only those that differ from the usual one in at most one setting. */
function axesOf(settings: SweepSettings): Axes[] {
  const { families, optimisers, initExponents, alphaExponents, ramps } = settings;
  const methods = namedMethods(settings.methods);
  const all = everyCombination({
    family: families,
    choice: methodChoices(methods, settings),
    optimiser: optimisers,
    initExponent: initExponents,
    alphaExponent: alphaExponents,
    ramp: ramps,
  }).map(({ choice, ...axes }): Axes => ({ ...axes, ...choice }));
  if (settings.design === 'cross') return all;
  const names = methods.map(({ method }) => method);
  return all.filter((axes) => {
    const others = unusual(axes, names, settings);
    return others.length === 0 || (others.length === 1 && others[0]?.isTried);
  });
}

/** The unusual settings of a combination, each with whether it is varied for the method. */
function unusual(axes: Axes, methods: readonly string[], settings: SweepSettings) {
  const { families, optimisers, initExponents, starts, alphaExponents, ramps } = settings;
  const isMain = methods.slice(0, 2).includes(axes.method);
  const isFirst = axes.method === methods[0];
  return [
    { differs: axes.family !== families[0], isTried: isMain },
    { differs: !optimisers.slice(0, 2).includes(axes.optimiser), isTried: isMain },
    {
      differs: axes.initExponent !== initExponents[0],
      isTried: isFirst || (isMain && axes.initExponent === initExponents[1]),
    },
    { differs: axes.start !== starts[0], isTried: isMain },
    { differs: axes.growthExponent !== null, isTried: true },
    { differs: axes.alphaExponent !== alphaExponents[0], isTried: isMain },
    { differs: axes.ramp !== ramps[0], isTried: isMain },
  ].filter(({ differs }) => differs);
}

/** The exponent of factors whose start is not set. */
const ownExponent = -1 / 2;

/** Checks the names, and drops settings that a method lacks, so that some combinations coincide. */
function settled(axes: Axes): Axes {
  if (familyOf(axes.family).convolutional) throw convolutions(axes.family);
  optimiserOf(axes.optimiser);
  // A declared method starts as its file says.
  if (axes.declared) {
    const { hasRamp } = formulaOf(axes.declared.formula);
    return { ...axes, initExponent: null, ramp: hasRamp ? axes.ramp : 0 };
  }
  const { hasInit, hasRamp } = variantOf(axes.method);
  // A weight's singular directions have a fixed size.
  const isOwn = isFromWeight(axes.start) || (!hasInit && axes.initExponent === ownExponent);
  return { ...axes, initExponent: isOwn ? null : axes.initExponent, ramp: hasRamp ? axes.ramp : 0 };
}

function distinct(all: readonly Axes[]): Axes[] {
  return [...new Map(all.map((axes) => [JSON.stringify(axes), axes])).values()];
}

export function sweepLabel(axes: Axes): string {
  const { family, method, optimiser, initExponent, start, growthExponent, alphaExponent, ramp } =
    axes;
  const notes = [
    initExponent !== null && `start n^${initExponent}`,
    start !== 'own' && start,
    growthExponent !== null && `growing as n^${growthExponent}`,
    alphaExponent !== 0 && `alpha n^${alphaExponent}`,
    ramp > 0 && `ramp ${ramp}`,
  ].filter((note) => note !== false);
  return [family, method, optimiser, ...notes].join(' · ');
}

const convolutions = (family: string) =>
  misuse`The parts of Δf are those of a matrix, and ${family} adapts convolutions: take theory:coordinate-check, or leave the family out.`;
