import type { Entailment } from '@singlora/records';
import type { Hypothesis } from './hypothesis.ts';
import { chance, pick, type Draw } from './draw.ts';
import { judgeRange, relations, type Range } from './judge.ts';
import { counted, groupPredicates, groups, settings } from './word-lists.ts';
import { aside } from './state.ts';

/** A statement about how many, as a range and in words. */
interface Amount extends Range {
  readonly clause: string;
}

const most = 9;
const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** How many there are: exactly, at least, more than, fewer than. */
export function countHypothesis(draw: Draw): Hypothesis {
  const noun = pick(draw, counted);
  const setting = pick(draw, settings);
  return amountHypothesis(draw, `${noun[1]} ${setting}`, counts(noun, setting), () => {
    const other = pick(
      draw,
      counted.filter((it) => it !== noun),
    );
    return pick(draw, counts(other, setting)).clause;
  });
}

/** How many of a group: all, most, some, none. */
export function quantifierHypothesis(draw: Draw): Hypothesis {
  const group = pick(draw, groups);
  const predicate = pick(draw, groupPredicates);
  return amountHypothesis(draw, `${group} ${predicate}`, shares(group, predicate), () => {
    const other = pick(
      draw,
      groups.filter((it) => it !== group),
    );
    return pick(draw, shares(other, predicate)).clause;
  });
}

function amountHypothesis(
  draw: Draw,
  topic: string,
  amounts: readonly Amount[],
  rival: () => string,
): Hypothesis {
  const asked = pick(
    draw,
    amounts.filter((amount) => isDecidable(amounts, amount)),
  );
  return {
    text: asked.clause,
    topic,
    premise: (relation, draw) => {
      const telling = withRelation(amounts, asked, relation);
      const silent = relation === 'neutral' && (telling.length === 0 || chance(draw, 0.4));
      const other = chance(draw, 0.5) ? rival() : aside(draw);
      if (silent) return [other];
      const known = pick(draw, telling).clause;
      return chance(draw, 0.5) ? [known, other] : [known];
    },
  };
}

function withRelation(amounts: readonly Amount[], asked: Amount, relation: Entailment): Amount[] {
  return amounts.filter((known) => known !== asked && judgeRange(known, asked) === relation);
}

function isDecidable(amounts: readonly Amount[], asked: Amount): boolean {
  return relations.every(
    (relation) => relation === 'neutral' || withRelation(amounts, asked, relation).length > 0,
  );
}

function counts([one, many]: readonly [string, string], setting: string): Amount[] {
  const say = (low: number, high: number, start: string, n: number): Amount => ({
    low,
    high,
    clause:
      n === 1 && start !== 'fewer than '
        ? `there is ${start}one ${one} ${setting}`
        : `there are ${start}${words[n] ?? String(n)} ${many} ${setting}`,
  });
  const amounts = [say(0, 0, '', 0)];
  for (let n = 1; n <= most; n++) {
    amounts.push(say(n, n, 'exactly ', n), say(n, Infinity, 'at least ', n));
    amounts.push(say(n + 1, Infinity, 'more than ', n));
    if (n > 1) amounts.push(say(0, n - 1, 'fewer than ', n));
  }
  return amounts;
}

/** Ranges are of a group of ten. */
function shares(group: string, predicate: string): Amount[] {
  return [
    { low: 10, high: 10, clause: `all of the ${group} are ${predicate}` },
    { low: 10, high: 10, clause: `every one of the ${group} is ${singular(predicate)}` },
    { low: 6, high: 10, clause: `most of the ${group} are ${predicate}` },
    { low: 1, high: 10, clause: `some of the ${group} are ${predicate}` },
    { low: 1, high: 10, clause: `at least one of the ${group} is ${singular(predicate)}` },
    { low: 5, high: 5, clause: `exactly half of the ${group} are ${predicate}` },
    { low: 0, high: 4, clause: `fewer than half of the ${group} are ${predicate}` },
    { low: 0, high: 9, clause: `not all of the ${group} are ${predicate}` },
    { low: 0, high: 0, clause: `none of the ${group} are ${predicate}` },
  ];
}

function singular(predicate: string): string {
  return predicate === 'wearing hats' ? 'wearing a hat' : predicate;
}
