import { isMaximum, type JudgedRow } from './judgement.ts';

/** The departure that matters, as a power of n: a wrong start, rate or scale is off by n^1/2 or more. */
const departure = 1 / 2;

interface MeasuredRow extends JudgedRow {
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Whether a row is no evidence: nothing decides it, and its 95 % interval leaves room for a departure of n^1/2 from its expectation.
 * A maximum departs only where it grows too fast.
 */
export function isOpen({ low, high, quantity, verdict, expected }: MeasuredRow): boolean {
  const exponent = expected?.exponent ?? 0;
  if (verdict !== 'undecided' || exponent === 'free') return false;
  const { least = -Infinity, most = Infinity } =
    typeof exponent === 'object' ? exponent : { least: exponent, most: exponent };
  const mayExplode = most < Infinity && (high ?? Infinity) >= most + departure;
  const mayVanish = least > -Infinity && (low ?? -Infinity) <= least - departure;
  return mayExplode || (mayVanish && !isMaximum(quantity));
}
