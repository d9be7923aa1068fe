import { format } from '@singlora/reporting';

/** "1e-3: 0.571 (1 diverged)"; without a score all of the rate's trials diverged. */
export function rateText(rate: number, score: string | undefined, diverged: number): string {
  const some = score !== undefined && diverged > 0 ? ` (${format.count(diverged)} diverged)` : '';
  return `${format.setting(rate)}: ${score ?? 'diverged'}${some}`;
}

/** Said where the best rate is the first or the last of those tried. */
export const edgeNote = (labels: readonly string[]): string | false =>
  labels.length > 0 &&
  `The chosen rate of ${format.listing(labels)} is the lowest or the highest that was tried: beyond it there may be a better one.`;

/** What more trials for one method than for another do. */
export const moreTrials = 'More trials find a better rate by chance alone.';
