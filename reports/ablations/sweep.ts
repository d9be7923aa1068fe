import { methodOrder } from '@singlora/reporting';
import type { Setting, Variant } from '../glue/setting.ts';

/** What one method scored at one value of what is varied. */
export interface SweepPoint {
  readonly x: number;
  /** Absent where training diverged with every seed. */
  readonly variant?: Variant;
  readonly diverged: readonly number[];
}

/** A method's points, by x. */
export interface Sweep {
  readonly method: string;
  readonly points: readonly SweepPoint[];
}

/** A setting's variants as lines: a method each, against the number that `xOf` reads off the configuration. */
export function sweepsOf(
  { variants, allDiverged }: Setting,
  xOf: (config: Variant['config']) => number | undefined,
): Sweep[] {
  const all: (Pick<Variant, 'config' | 'method' | 'diverged'> & { variant?: Variant })[] = [
    ...variants.map((variant) => ({ ...variant, variant })),
    ...allDiverged,
  ];
  const found = all.flatMap(({ config, method, diverged, variant }) => {
    const x = xOf(config);
    return x === undefined ? [] : [{ x, method, diverged, ...(variant ? { variant } : {}) }];
  });
  const methods = [...new Set(found.map(({ method }) => method))].sort(
    (a, b) => methodOrder(a) - methodOrder(b) || a.localeCompare(b),
  );
  return methods.map((method) => ({
    method,
    points: found.filter((one) => one.method === method).sort((a, b) => a.x - b.x),
  }));
}

/** Every x of several sweeps, ascending. */
export const placesOf = (sweeps: readonly Sweep[]): number[] =>
  [...new Set(sweeps.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
