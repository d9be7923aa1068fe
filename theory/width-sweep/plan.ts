import { UsageError, type Plan } from '@singlora/runner';
import { familyOf, optimiserOf, variantOf, type SweepConfig } from '@singlora/scaling';
import type { SweepSettings } from './settings.ts';

/** A run's identity. */
export interface SweepRunConfig extends SweepConfig {
  readonly preset: string;
}

/** What a run varies. */
type Axes = Pick<SweepConfig, 'family' | 'method' | 'optimiser' | 'initExponent' | 'ramp'>;

/** One run a family, method, optimiser, start and ramp; each covers all widths, seeds and rates. */
export function planSweep(settings: SweepSettings, preset: string): Plan<SweepRunConfig>[] {
  const { families, methods, optimisers, initExponents, ramps, design, ...shared } = settings;
  const first = {
    family: families[0] ?? '',
    initExponent: initExponents[0] ?? -0.5,
    ramp: ramps[0] ?? 0,
  };
  const cross = combinations(families, methods, optimisers, initExponents, ramps);
  const isBase = (axes: Axes) =>
    (Object.keys(first) as (keyof typeof first)[]).every((key) => axes[key] === first[key]);
  const chosen = cross.filter((axes) => {
    if (design === 'cross') return true;
    const usual = optimisers.slice(0, 2).includes(axes.optimiser);
    if (usual && isBase(axes)) return true;
    if (!methods.slice(0, 2).includes(axes.method)) return false;
    const others = [
      !usual,
      ...(Object.keys(first) as (keyof typeof first)[]).map((key) => axes[key] !== first[key]),
    ];
    return others.filter(Boolean).length === 1;
  });
  return distinct(chosen.map(settled)).map((axes) => {
    const { widest = Infinity } = familyOf(axes.family);
    const widths = shared.widths.filter((width) => width <= widest).sort((a, b) => a - b);
    if (new Set(widths).size < 3) throw tooFewWidths(axes.family, widths, widest);
    const [baseWidth = 1] = widths;
    return { label: labelOf(axes), config: { ...axes, ...shared, widths, baseWidth, preset } };
  });
}

function combinations(
  families: readonly string[],
  methods: readonly string[],
  optimisers: readonly string[],
  initExponents: readonly number[],
  ramps: readonly number[],
): Axes[] {
  return families.flatMap((family) =>
    methods.flatMap((method) =>
      optimisers.flatMap((optimiser) =>
        initExponents.flatMap((initExponent) =>
          ramps.map((ramp) => ({ family, method, optimiser, initExponent, ramp })),
        ),
      ),
    ),
  );
}

/** Checks the names, and drops what a method does not have: then some combinations are the same. */
function settled(axes: Axes): Axes {
  familyOf(axes.family);
  optimiserOf(axes.optimiser);
  const { hasInit, hasRamp } = variantOf(axes.method);
  return {
    ...axes,
    initExponent: hasInit ? axes.initExponent : null,
    ramp: hasRamp ? axes.ramp : 0,
  };
}

function distinct(all: readonly Axes[]): Axes[] {
  return [...new Map(all.map((axes) => [JSON.stringify(axes), axes])).values()];
}

function labelOf({ family, method, optimiser, initExponent, ramp }: Axes): string {
  const start = initExponent === null ? '' : ` · start n^${initExponent}`;
  const ramped = ramp === 0 ? '' : ` · ramp ${ramp}`;
  return `${family} · ${method} · ${optimiser}${start}${ramped}`;
}

const tooFewWidths = (family: string, widths: readonly number[], widest: number) =>
  new UsageError(
    `A slope needs at least three different widths; for ${family} --widths leaves ${widths.join(', ') || 'none'}` +
      `${Number.isFinite(widest) ? ` (it goes up to ${widest})` : ''}. Give more, or leave the family out.`,
  );
