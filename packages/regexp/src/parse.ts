import { badSyntax, tooLong, tooNested, unsupported } from './errors.ts';

/** A part of an expression. */
export type Part =
  /** A character or a set of them, as it is written. */
  | { readonly type: 'character'; readonly source: string }
  | { readonly type: 'edge'; readonly kind: 'start' | 'end' }
  | ({ readonly type: 'group'; readonly inner: Alternatives } & GroupSettings)
  | {
      readonly type: 'look';
      readonly inner: Alternatives;
      readonly behind: boolean;
      readonly negate: boolean;
    }
  | ({ readonly type: 'repeat'; readonly part: Part } & Times);

export type Alternatives = readonly (readonly Part[])[];

interface GroupSettings {
  readonly name: string | undefined;
  /** Absent: as around it. */
  readonly ignoreCase: boolean | undefined;
}

interface Times {
  readonly min: number;
  readonly max: number;
  readonly greedy: boolean;
}

const longest = 10_000;
const hex = '[\\da-fA-F]';
const pair = `u[dD][89abAB]${hex}{2}\\\\u[dD][c-fC-F]${hex}{2}`;
const escape = `\\\\(?:[pPu]\\{[^}]*\\}|${pair}|u${hex}{4}|x${hex}{2}|c[a-zA-Z]|k<[^>]*>|\\d+|[^])`;
const tokens = new RegExp(
  [
    '\\(\\?(?<look><?[=!])',
    '(?<open>\\((?:\\?(?:<(?<name>[^>]*)>|(?<flag>-?i)?:)|(?!\\?)))',
    '(?<times>[*+?]|\\{(?<min>\\d+)(?:(?<isRange>,)(?<max>\\d*))?\\})(?<lazy>\\??)',
    `\\[(?:\\\\[^]|[^\\]\\\\])*\\]|${escape}|\\(\\?.?|[^]`,
  ].join('|'),
  'gu',
);

/** What JavaScript refuses, we refuse. Not all engines know groups with a flag yet, which are as right as others. */
function check(source: string): void {
  if (source.length > longest) throw tooLong(source.length, longest);
  try {
    new RegExp(source.replace(/\(\?-?i:/g, '(?:'), 'su');
  } catch (error) {
    const { message } = error as Error;
    if (/too (large|much)/.test(message)) throw tooNested();
    throw badSyntax(message.replace(/^Invalid regular expression: \/.*\/\w*: /su, ''));
  }
}

const counts: Readonly<Record<string, readonly [min: number, max: number]>> = {
  '*': [0, Infinity],
  '+': [1, Infinity],
  '?': [0, 1],
};

function timesOf(times: string, groups: Readonly<Record<string, string | undefined>>): Times {
  const { min: least, isRange, max: most, lazy } = groups;
  const end = most ? Number(most) : isRange ? Infinity : Number(least);
  const [min, max] = counts[times] ?? [Number(least), end];
  return { min, max, greedy: !lazy };
}

function single(source: string): Part {
  if (source === '^' || source === '$')
    return { type: 'edge', kind: source === '^' ? 'start' : 'end' };
  if (/^\\(?:[1-9]|k<)/.test(source))
    throw unsupported(`the backreference ${source}`, 'write out what it may repeat');
  if (/^\\b$/i.test(source))
    throw unsupported(source, 'write the boundary as a lookahead or lookbehind');
  if (source.startsWith('(?'))
    throw unsupported(`the group ${source}`, 'write the expression without it');
  return { type: 'character', source };
}

/**
 * The parts of an expression in JavaScript's syntax with the flags `s` and `u`, and groups with the flag `i`.
 *
 * @throws LinearRegExpError for what is no expression, and for backreferences
 */
export function parse(source: string): Alternatives {
  check(source);
  type Open = Part[][];
  let inner: Open = [[]];
  const outer: { before: Open; close: (inner: Alternatives) => Part }[] = [];
  const enter = (close: (inner: Alternatives) => Part) => {
    outer.push({ before: inner, close });
    inner = [[]];
  };
  for (const { 0: text, groups = {} } of source.matchAll(tokens)) {
    const last = inner.at(-1) as Part[];
    const { look, open, name, flag, times } = groups;
    if (look !== undefined) {
      const [behind, negate] = [look.startsWith('<'), look.endsWith('!')];
      enter((inner) => ({ type: 'look', inner, behind, negate }));
    } else if (open !== undefined) {
      const ignoreCase = flag === undefined ? undefined : flag === 'i';
      enter((inner) => ({ type: 'group', inner, name, ignoreCase }));
    } else if (text === ')') {
      const { before, close } = outer.pop() as (typeof outer)[number];
      (before.at(-1) as Part[]).push(close(inner));
      inner = before;
    } else if (text === '|') {
      inner.push([]);
    } else if (times !== undefined) {
      last.push({ type: 'repeat', part: last.pop() as Part, ...timesOf(times, groups) });
    } else {
      last.push(single(text));
    }
  }
  return inner;
}
