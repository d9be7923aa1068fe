import { rateTextsOf } from '@singlora/statistics';
import { isZero, type Exponent, type Line, type Piece } from '../algebra/exponent.ts';
import type { Interval } from '../algebra/interval.ts';

/**
 * The exponent as an expression in c that programs can parse: the maximum of its lines where it is convex,
 * the minimum where it is concave, otherwise by cases. `-Infinity` for a quantity that is 0.
 */
export function exponentExpression(exponent: Exponent): string {
  if (isZero(exponent)) return '-Infinity';
  const { pieces } = exponent;
  if (pieces.length === 1) return pieces.map(lineText).join();
  if (turns(pieces, 1)) return `max(${pieces.map(lineText).join(', ')})`;
  if (turns(pieces, -1)) return `min(${pieces.map(lineText).join(', ')})`;
  return pieces.map(caseText).join('');
}

export function exponentLatex(exponent: Exponent): string {
  return isZero(exponent) ? '-\\infty' : latexOf(exponentExpression(exponent));
}

/** Whether the slopes only rise (1) or only fall (−1). */
const turns = (pieces: readonly Piece[], way: 1 | -1): boolean =>
  pieces.every(({ slope }, i) => {
    const before = pieces[i - 1];
    return !before || slope.compare(before.slope) === way;
  });

const caseText = (piece: Piece, i: number, pieces: readonly Piece[]): string => {
  const to = pieces[i + 1]?.from;
  return to ? `c < ${to.toFraction()} ? ${lineText(piece)} : ` : lineText(piece);
};

function lineText({ slope, intercept }: Line): string {
  if (slope.n === 0n) return intercept.toFraction();
  const size = slope.abs();
  const factor = size.equals(1) ? '' : size.d === 1n ? size.toFraction() : `${size.toFraction()} `;
  const term = `${slope.s < 0n ? '-' : ''}${factor}c`;
  if (intercept.n === 0n) return term;
  return `${term} ${intercept.s < 0n ? '-' : '+'} ${intercept.abs().toFraction()}`;
}

/** LaTeX of such an expression, its cases as a list. */
function latexOf(expression: string): string {
  const cases = expression.split(' : ');
  if (cases.length === 1) return termsLatex(expression);
  const rows = cases.map((one) => {
    const [condition, value] = one.split(' ? ') as [string, string?];
    return value === undefined
      ? `${termsLatex(condition)} & \\text{otherwise}`
      : `${termsLatex(value)} & \\text{if } ${termsLatex(condition)}`;
  });
  return `\\begin{cases} ${rows.join(' \\\\ ')} \\end{cases}`;
}

const termsLatex = (terms: string): string =>
  terms
    .replaceAll(' ', '')
    .replaceAll('c', ' c')
    .replaceAll(/(\d+)\/(\d+)/g, '\\frac{$1}{$2}')
    .replaceAll('<=', '\\leq')
    .replace(/(max|min)\((.*)\)/, '\\$1\\left($2\\right)')
    .trim();

/** The values of c, as text. */
export const ratesTextOf = (intervals: readonly Interval[]): string =>
  rateTextsOf(
    intervals.map(({ low = null, high = null }) => [low, high] as const),
    (end) => end.toFraction().replace('-', '−'),
  );

/** The same in LaTeX. */
export function ratesLatex(intervals: readonly Interval[]): string {
  if (intervals.length === 0) return 'no $c$';
  const all = intervals.map(({ low, high }) => {
    if (!low && !high) return 'every $c$';
    if (low && high?.equals(low)) return `$${latexOf(`c = ${low.toFraction()}`)}$`;
    const above = low ? `${low.toFraction()} <= ` : '';
    return `$${latexOf(`${above}c${high ? ` <= ${high.toFraction()}` : ''}`)}$`;
  });
  return all.join(' or ');
}
