import { format, orderedColour, type LogLine, type LogLogPoint } from '@singlora/reporting';
import { median } from '@singlora/statistics';

/** The middle of one value per seed, with the minimum and maximum; undefined where one diverged, is not above 0, or exceeds `most`. */
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

/** A recorded middle with its range, clipped at `least`; undefined where it diverged. */
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

/** One line per width, in a colour sequence. */
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
