import { faults, isMaximum, type JudgedRow } from './judgement.ts';

/** What a check can be asked to find: the faults, and rows that stay undecided. */
export const askable = [...faults, 'undecided'] as const;

/** What is asked by default. A bend at these widths has no exponent, and so contradicts none. */
export const contradictions = faults.filter((fault) => fault !== 'bends');

/** The departure that matters, as a power of n: a wrong start, rate or scale is off by n^1/2 or more. */
export const departure = 1 / 2;

interface MeasuredRow extends JudgedRow {
  readonly low: number | null;
  readonly high: number | null;
}

/** Whether a row asks anything: a free one does not. */
const isAsked = ({ expected }: JudgedRow) => expected?.exponent !== 'free';

/** Whether nothing decides a row that asks something. */
export const isUndecided = (row: JudgedRow) => isAsked(row) && row.verdict === 'undecided';

/**
 * Whether a row is no evidence: nothing decides it, and its 95 % interval leaves room for a {@link departure} of an asked kind
 * from its expectation. A maximum departs only where it grows too fast.
 * @param asked of {@link askable}
 */
export function isOpen(row: MeasuredRow, asked: readonly string[]): boolean {
  if (!isUndecided(row)) return false;
  const { low, high, quantity, expected } = row;
  const exponent = expected?.exponent ?? 0;
  const { least = -Infinity, most = Infinity } =
    typeof exponent === 'object' ? exponent : { least: Number(exponent), most: Number(exponent) };
  const mayExplode = most < Infinity && (high ?? Infinity) >= most + departure;
  const mayVanish = least > -Infinity && (low ?? -Infinity) <= least - departure;
  return (
    (asked.includes('exploding') && mayExplode) ||
    (asked.includes('vanishing') && mayVanish && !isMaximum(quantity))
  );
}

/** The rows that are no evidence; undefined where rows suffice: at least one asks something, and none is {@link isOpen}. */
export function openRows<Row extends MeasuredRow>(rows: readonly Row[], asked: readonly string[]) {
  const open = rows.filter((row) => isOpen(row, asked));
  return open.length > 0 || !rows.some(isAsked) ? open : undefined;
}
