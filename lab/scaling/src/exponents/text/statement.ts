import type { Exponent } from '../algebra/exponent.ts';
import type { Interval } from '../algebra/interval.ts';
import { formulaLatex } from './notation.ts';
import { exponentLatex, exponentExpression, ratesLatex, ratesTextOf } from './render.ts';

/** A sentence with formulas, as plain text and in LaTeX (text mode). */
export interface Statement {
  readonly text: string;
  readonly latex: string;
}

/** Words, a formula, one with its own LaTeX, an order Θ(n^γ), or a range of the rate exponent. */
export type StatementPart =
  | string
  | Statement
  | { readonly formula: string }
  | { readonly order: Exponent }
  | { readonly rates: readonly Interval[] };

/** The parts of a sentence; text between dollar signs is a formula. */
export const say = (
  strings: TemplateStringsArray,
  ...parts: readonly (StatementPart | readonly StatementPart[])[]
): StatementPart[] =>
  strings.flatMap((text, i) => [
    ...text.split('$').map((piece, j): StatementPart => (j % 2 === 1 ? { formula: piece } : piece)),
    ...[parts[i] ?? []].flat(),
  ]);

export const written = (parts: readonly StatementPart[]): Statement => ({
  text: parts.map(textOf).join(''),
  latex: parts.map(latexOf).join(''),
});

function textOf(part: StatementPart): string {
  if (typeof part === 'string') return part;
  if ('text' in part) return part.text;
  if ('formula' in part) return part.formula;
  if ('rates' in part) return ratesTextOf(part.rates);
  const exponent = exponentExpression(part.order);
  const power = /^\w+$/.test(exponent) ? exponent : `(${exponent})`;
  return known[exponent]?.text ?? `Θ(n^${power})`;
}

function latexOf(part: StatementPart): string {
  if (typeof part === 'string') return part;
  if ('latex' in part) return `$${part.latex}$`;
  if ('formula' in part) return `$${formulaLatex(part.formula)}$`;
  if ('rates' in part) return ratesLatex(part.rates);
  const exponent = exponentExpression(part.order);
  return `$${known[exponent]?.latex ?? `\\Theta(n^{${exponentLatex(part.order)}})`}$`;
}

/** Orders that are not written as powers. */
const known: Readonly<Record<string, Statement>> = {
  '-Infinity': { text: '0', latex: '0' },
  '0': { text: 'Θ(1)', latex: '\\Theta(1)' },
  '1': { text: 'Θ(n)', latex: '\\Theta(n)' },
};
