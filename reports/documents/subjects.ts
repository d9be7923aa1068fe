import { methods } from '@singlora/core/registry';
import { taskTitle, tasks, type ExponentFinding, type FindingRecord } from '@singlora/records';
import { format, methodTitle } from '@singlora/reporting';
import { escaped, turned } from './words.ts';

const titles = [...methods.values()].map(({ title }) => title);
const taskTitles = Object.keys(tasks).map(taskTitle);
const optimisers = ['gradient descent', 'AdamW', 'Adam', 'sign descent', 'momentum'];

/** Finds any of these names as a whole word, the longest first. */
const anyOf = (names: readonly string[], flags: string) => {
  const each = names.toSorted((a, b) => b.length - a.length).map(escaped);
  return new RegExp(`(?<![\\p{L}\\d+-])(?:${each.join('|')})(?![\\p{L}\\d+-])`, flags);
};

/** The name of a method. */
export const methodName = anyOf(titles, 'iu');

const namesIn = (text: string, names: readonly string[]): string[] =>
  [...text.matchAll(anyOf(names, 'giu'))].map(([name]) => name.toLowerCase());

/** Methods with their ranks: "singlora r12". */
const rankedIn = (text: string): string[] =>
  [...text.matchAll(new RegExp(`${methodName.source} r\\d+`, 'giu'))].map(([name]) =>
    name.toLowerCase(),
  );

/** The sides of a finding, by name: of a difference both, of an exponent its method. */
const sidesOf = (one: FindingRecord): readonly string[] => {
  if (one.kind === 'difference') return [one.one, one.other];
  return one.kind === 'exponent' ? [methodTitle(one.method)] : [];
};

/** Whether a side begins with a name; "r1" does not begin "r12". */
const alike = (name: string, side: string) =>
  side.toLowerCase().startsWith(name) && !/\d/.test(side[name.length] ?? '');

/** Which side a text's name means: the one of just that name, else the first that begins with it. */
const sideOf = (name: string, sides: readonly string[]) => {
  const exact = sides.findIndex((side) => side.toLowerCase() === name);
  return exact >= 0 ? exact : sides.findIndex((side) => alike(name, side));
};

/** The names in a text that a finding is not about; those of a claim are not known. */
export function foreignNames(text: string, one: FindingRecord): string[] {
  if (one.kind === 'claim' || one.kind === 'ratio') return [];
  const sides = sidesOf(one);
  const methodNames = [...namesIn(text, titles), ...rankedIn(text)].filter(
    (name) => sideOf(name, sides) < 0,
  );
  if (one.kind === 'exponent')
    return [
      ...methodNames,
      ...namesIn(text, optimisers).filter((name) => name !== optimiserTitle(one.optimiser)),
      ...namesIn(text, taskTitles),
      ...foreignRamps(text, one),
    ];
  const own = one.tasks.length === 1 ? one.tasks.map((task) => taskTitle(task).toLowerCase()) : [];
  return [...methodNames, ...namesIn(text, taskTitles).filter((name) => !own.includes(name))];
}

/** A ramp that a finding's runs lack, or one that they have and the text denies. */
const foreignRamps = (text: string, { ramp }: ExponentFinding): string[] =>
  [...text.matchAll(/\b(without )?(?:an? |the )?ramp\b/giu)].flatMap(([named, without]) =>
    ramp > 0 === (without === undefined) ? [] : [named],
  );

/** The words for an optimiser in a sentence. */
const optimiserTitle = (name: string): string =>
  ({ gd: 'gradient descent', sign: 'sign descent' })[name] ?? name;

/** A difference's verdict as a sentence states it: turned where its first name is that of the second side. */
export function verdictAsSaid(text: string, one: FindingRecord): string {
  if (one.kind !== 'difference') return one.verdict;
  const [first] = namesIn(text, titles);
  return first !== undefined && sideOf(first, sidesOf(one)) === 1
    ? turned(one.verdict)
    : one.verdict;
}

/** A method from which something is subtracted, though the finding subtracts it: its value has the other sign. */
export function subtractedFrom(text: string, one: FindingRecord): string | undefined {
  const minuends = new RegExp(`(${methodName.source}(?: r\\d+)?)\\s+−`, 'giu');
  return [...text.matchAll(minuends)]
    .map(([, name = '']) => name)
    .find((name) => sideOf(name.toLowerCase(), sidesOf(one)) !== 0);
}

/** "SingLoRA − LoRA", for messages. */
export const subjectText = (one: FindingRecord): string => format.listing([...sidesOf(one)]);
