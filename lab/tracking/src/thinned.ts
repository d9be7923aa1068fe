import { grouped } from './grouped.ts';
import type { MetricPoint } from './records.ts';

/**
 * Thins each key's points: the first, each at least `every` steps after the previous kept one, and
 * the last. Sparse curves stay whole.
 */
export function thinned(points: readonly MetricPoint[], every: number): MetricPoint[] {
  return [...grouped(points, ({ key }) => key).values()].flatMap((own) => {
    let next = -Infinity;
    return own.filter(({ step }, at) => {
      const kept = step >= next || at === own.length - 1;
      if (kept) next = step + every;
      return kept;
    });
  });
}
