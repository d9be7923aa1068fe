import { format, orderedColour, type LogLine, type LogLogPoint } from '@singlora/reporting';
import { median } from '@singlora/statistics';

/** The middle of a value a seed, with the least and the most; none where one is lost, not above 0, or above `most`. */
export function seedsPoint(
  x: number,
  values: readonly (number | null)[],
  {
    most = Infinity,
    middle = median,
  }: { most?: number; middle?: (values: readonly number[]) => number } = {},
): LogLogPoint[] {
  const known = values.filter((value) => value !== null && value > 0 && value <= most);
  if (known.length === 0 || known.length < values.length) return [];
  const all = known as number[];
  return [{ x, y: middle(all), low: Math.min(...all), high: Math.max(...all) }];
}

/** A middle that is recorded with its range, drawn down to `least`; none where it was lost. */
export const rangePoint = (
  x: number,
  middle: number | null,
  range: { readonly low: number | null; readonly high: number | null },
  least = 0,
): LogLogPoint[] =>
  middle === null
    ? []
    : [
        {
          x,
          y: Math.max(least, middle),
          low: Math.max(least, range.low ?? middle),
          high: range.high ?? middle,
        },
      ];

/** A line a width, in the colours of an order. */
export const widthLines = <Item extends { readonly width: number }>(
  items: readonly Item[],
  line: (item: Item, index: number) => Pick<LogLine, 'points' | 'marked'>,
): LogLine[] =>
  items.map((item, index) => ({
    label: format.count(item.width),
    colour: orderedColour(index, items.length),
    ink: 'var(--ink-2)',
    ...line(item, index),
  }));
