import type { SweepCell } from '../record.ts';

/** What is derived of Δf where a sweep measures some steps: at any fixed number of them, and after Θ(log n). */
export function timeText({ later }: Pick<SweepCell, 'later'>): string {
  if (!later) return 'nothing is derived';
  const fixed = {
    stable: 'Θ(1) at any fixed number',
    vanishing: 'vanishes at any fixed number',
    exploding: 'explodes at some fixed number',
  }[later.fixed];
  return later.logTime ? `${fixed}, Θ(1) after Θ(log n)` : fixed;
}
