import type { Entailment } from '@singlora/records';
import type { Hypothesis } from './hypothesis.ts';
import type { Concept, Dimension } from './concept.ts';
import { chance, pick, type Draw } from './draw.ts';
import { judge, type Literal } from './judge.ts';
import { domains, type Domain } from './lexicon.ts';

const allDomains: readonly Domain[] = Object.values(domains);

/** How somebody or something is: more and less general, mutually exclusive, denied, or left open. */
export function stateHypothesis(draw: Draw): Hypothesis {
  const domain = chance(draw, 0.5) ? domains.people : pick(draw, allDomains);
  const subject = pick(draw, domain.subjects);
  const dimension = pick<Dimension>(draw, domain.dimensions);
  const asked = { concept: pickAsked(draw, dimension), not: chance(draw, 0.3) };
  return {
    text: clause(subject, [asked]),
    topic: `${subject} ${asked.concept.says}`,
    premise: (relation, draw) => premise(domain, subject, dimension, asked, relation, draw),
  };
}

/** A clause that bears on no hypothesis about `subjects`. */
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
  relation: Entailment,
  draw: Draw,
): string[] {
  const telling = literals(dimension).filter((known) => judge(known, asked) === relation);
  const silent = relation === 'neutral' && (telling.length === 0 || chance(draw, 0.5));
  const elsewhere = domain.dimensions.filter((other) => other !== dimension);
  const about = [
    ...(silent ? [] : [pickKnown(draw, telling, asked)]),
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

/** Prefers a general concept, which many others imply. */
function pickAsked(draw: Draw, { concepts }: Dimension): Concept {
  const general = concepts.filter((concept) => concepts.some(({ parent }) => parent === concept));
  return pick(draw, chance(draw, 0.5) ? general : concepts);
}

/** Mostly positive, and preferably not the concept of the hypothesis itself. */
function pickKnown(draw: Draw, telling: readonly Literal[], asked: Literal): Literal {
  const not = chance(draw, 0.25);
  const other = telling.filter(({ concept }) => concept !== asked.concept);
  const wanted = other.filter((literal) => literal.not === not);
  return pick(draw, [wanted, other, telling].find((some) => some.length > 0) ?? []);
}

function someLiteral(draw: Draw, { concepts }: Dimension): Literal {
  return { concept: pick<Concept>(draw, concepts), not: chance(draw, 0.15) };
}
