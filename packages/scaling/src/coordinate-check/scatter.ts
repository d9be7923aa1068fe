import { quantile, standardDeviation } from '@singlora/statistics';
import type { CoordinateUnit } from './watched.ts';

/**
 * The 90 % quantile of the scatter of changes: the standard deviation over seeds of a change's logarithm. Each module,
 * width and step counts once; changes that are 0 or not finite are left out. Undefined without any others.
 */
export function scatterOf(units: readonly CoordinateUnit[]): number | undefined {
  const logarithms = new Map<string, number[]>();
  for (const { width, coordinates } of units)
    for (const [module, steps] of Object.entries(coordinates))
      for (const { step, change } of steps) {
        if (!change) continue;
        const key = JSON.stringify([module, width, step]);
        logarithms.set(key, [...(logarithms.get(key) ?? []), Math.log(change)]);
      }
  const spreads = [...logarithms.values()].filter((own) => own.length > 1).map(standardDeviation);
  return spreads.length > 0 ? quantile(spreads, 0.9) : undefined;
}
