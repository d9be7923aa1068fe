import type { Claim } from './claim.ts';
import type { Concept, Dimension } from './concept.ts';
import { chance, pick, type Draw } from './draw.ts';
import { judge, verdicts, type Literal, type Verdict } from './judge.ts';
import { domains, type Domain } from './lexicon.ts';

const allDomains: readonly Domain[] = Object.values(domains);

/** How somebody or something is: more and less general, mutually exclusive, denied, or left open. */
export function stateClaim(draw: Draw): Claim {
  const domain = chance(draw, 0.5) ? domains.people : pick(draw, allDomains);
  const subject = pick(draw, domain.subjects);
  const dimension = pick<Dimension>(draw, domain.dimensions);
  const asked = pick(
    draw,
    literals(dimension).filter((literal) => isDecidable(dimension, literal)),
  );
  return {
    hypothesis: clause(subject, [asked]),
    topic: `${subject} ${asked.concept.says}`,
    premise: (verdict, draw) => premise(domain, subject, dimension, asked, verdict, draw),
  };
}

/** A clause that bears on no claim about `subjects`. */
export function aside(draw: Draw, subjects: readonly string[] = []): string {
  const domain = chance(draw, 0.5) ? domains.people : pick(draw, allDomains);
  const others = domain.subjects.filter((subject) => !subjects.includes(subject));
  if (others.length === 0) return aside(draw, subjects);
  return clause(pick(draw, others), [someLiteral(draw, pick<Dimension>(draw, domain.dimensions))]);
}

function premise(
  domain: Domain,
  subject: string,
  dimension: Dimension,
  asked: Literal,
  verdict: Verdict,
  draw: Draw,
): string[] {
  const telling = literals(dimension).filter((known) => judge(known, asked) === verdict);
  const silent = verdict === 'neutral' && (telling.length === 0 || chance(draw, 0.5));
  const elsewhere = domain.dimensions.filter((other) => other !== dimension);
  const about = [
    ...(silent ? [] : [preferPlain(draw, telling)]),
    ...(elsewhere.length > 0 && (silent || chance(draw, 0.5))
      ? [someLiteral(draw, pick(draw, elsewhere))]
      : []),
  ];
  const own = about.length > 0 ? [clause(subject, about)] : [];
  const rival = domain.subjects.filter((other) => other !== subject);
  const other =
    rival.length > 0 && chance(draw, 0.5)
      ? clause(pick(draw, rival), [someLiteral(draw, dimension)])
      : aside(draw, [subject]);
  return own.length === 0 || chance(draw, 0.6) ? [...own, other] : own;
}

/** "the nurse is in the kitchen and is not wearing a hat" */
function clause(subject: string, about: readonly Literal[]): string {
  const said = about.map(({ concept, not }) => `is ${not ? 'not ' : ''}${concept.says}`);
  return `${subject} ${said.join(' and ')}`;
}

function literals({ concepts }: Dimension): Literal[] {
  return concepts.flatMap((concept) => [
    { concept, not: false },
    { concept, not: true },
  ]);
}

/** Whether some premise makes it true and some false; silence leaves everything open. */
function isDecidable(dimension: Dimension, asked: Literal): boolean {
  const found = new Set(literals(dimension).map((known) => judge(known, asked)));
  return verdicts.every((verdict) => verdict === 'neutral' || found.has(verdict));
}

/** Denials say little; most of what people say is positive. */
function preferPlain(draw: Draw, among: readonly Literal[]): Literal {
  const not = chance(draw, 0.25);
  const wanted = among.filter((literal) => literal.not === not);
  return pick(draw, wanted.length > 0 ? wanted : among);
}

function someLiteral(draw: Draw, { concepts }: Dimension): Literal {
  return { concept: pick<Concept>(draw, concepts), not: chance(draw, 0.15) };
}
