import { pageOnly, trusted, type Html } from './html.ts';

/** A difference to draw in a cell; its numbers stand beside it as text. */
export interface IntervalBar {
  readonly estimate: number;
  readonly interval?: readonly [number, number] | undefined;
  /** Two within this distance count as equal; shaded. */
  readonly margin: number;
  /** CSS colour. */
  readonly colour: string;
}

const [width, height] = [180, 16];
const middle = height / 2;

/** A bar around zero from −`reach` to `reach`; an arrow where the interval goes on. */
export function intervalBar(
  { estimate, interval = [estimate, estimate], margin, colour }: IntervalBar,
  reach: number,
): Html {
  const x = (value: number) =>
    (((Math.max(-reach, Math.min(reach, value)) + reach) / (2 * reach)) * width).toFixed(1);
  const arrow = (end: number) => {
    if (Math.abs(end) <= reach) return '';
    const [tip, base] = end < 0 ? [0, 6] : [width, width - 6];
    return `<path d="M${base} ${middle - 4}L${tip} ${middle}L${base} ${middle + 4}Z" fill="${colour}"/>`;
  };
  const shaded = Number(x(margin)) - Number(x(-margin));
  const centre =
    Math.abs(estimate) > reach
      ? ''
      : `<circle cx="${x(estimate)}" cy="${middle}" r="4" fill="${colour}"/>`;
  return pageOnly(
    trusted(
      `<svg class="bar" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true"><rect x="${x(-margin)}" width="${shaded.toFixed(1)}" height="${height}" fill="var(--rule)"/><path d="M${width / 2} 0V${height}" stroke="var(--ink-2)"/><path d="M${x(interval[0])} ${middle}H${x(interval[1])}" stroke="${colour}" stroke-width="2"/>${interval.map(arrow).join('')}${centre}</svg>`,
    ),
  );
}
