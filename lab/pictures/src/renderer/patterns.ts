import { coverage, type ColourShare } from './paint.ts';

/** The distance to the nearest multiple of a period. */
const offGrid = (value: number, period: number): number =>
  Math.abs(value - period * Math.round(value / period));

const stripe = 0.46;
const [dotGrid, dotRadius] = [0.44, 0.115];
const check = 0.56;

/**
 * The share of the pattern's colour on a subject's body, in the subject's coordinates, by the patterns' words in captions.
 */
export const patterns = {
  plain: () => 0,
  striped: (_x, y, pixel) => coverage(offGrid(y, stripe) - stripe / 4, pixel),
  spotted: (x, y, pixel) => {
    const half = dotGrid / 2;
    const onGrid = offGrid(x, dotGrid) ** 2 + offGrid(y, dotGrid) ** 2;
    const between = offGrid(x - half, dotGrid) ** 2 + offGrid(y - half, dotGrid) ** 2;
    return coverage(Math.sqrt(Math.min(onGrid, between)) - dotRadius, pixel);
  },
  checkered: (x, y, pixel) => {
    const u = offGrid(x, check) - check / 4;
    const v = offGrid(y, check) - check / 4;
    return coverage(Math.sign(u * v) * Math.min(Math.abs(u), Math.abs(v)), pixel);
  },
} as const satisfies Record<string, ColourShare>;

/** The word for a pattern. */
export type Pattern = keyof typeof patterns;

/** The words for patterns. Their order decides which are held out. */
export const patternNames = Object.keys(patterns) as readonly Pattern[];
