import { pick, shuffled, type Draw } from './draw.ts';

/** Clauses as running text: in any order, as sentences of their own or joined. */
export function tell(clauses: readonly string[], draw: Draw): string {
  const [first = '', ...others] = shuffled(draw, clauses);
  let text = capitalised(first);
  for (const clause of others) {
    const mayJoin = !text.slice(text.lastIndexOf('. ') + 1).includes(',');
    const join = pick(draw, mayJoin ? ['. ', ', and ', ', while '] : ['. ']);
    text += join + (join === '. ' ? capitalised(clause) : clause);
  }
  return `${text}.`;
}

export function sentence(clause: string): string {
  return `${capitalised(clause)}.`;
}

function capitalised(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}
