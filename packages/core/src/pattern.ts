import { reasonOf } from './errors/index.ts';
import { boundedMatch } from './bounded-match.ts';
import { badPattern, unknownOrder } from './errors.ts';

/**
 * Translates an expression of Python's `re` into JavaScript's syntax, as one group, and its flags. Group names,
 * anchors and some counts differ; the rest is the same for layer names.
 */
function fromPython(pattern: string): { source: string; flags: string } {
  const [begins = '', flags = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const source = pattern
    .slice(begins.length)
    .replace(/\(\?#[^)]*\)/g, '')
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\Z/g, '$')
    .replace(/\{,(\d+)\}/g, '{0,$1}');
  return { source: `(?:${source})`, flags };
}

/** Expressions with a repeated group or many repetitions: on some paths JavaScript's search for these does not end. */
const isSlow = (source: string): boolean =>
  /\)[*+{]/.test(source) || (source.match(/[*+{]/g) ?? []).length > 4;

/**
 * @param write puts a pattern, translated from Python's syntax, into an expression for the start of a path
 * @param use makes of the expression what is returned
 */
function compile<T>(
  field: string,
  pattern: string,
  write: (translated: string) => string,
  use: (expression: RegExp) => T,
): T {
  try {
    const { source, flags } = fromPython(pattern);
    // JavaScript takes these for the letters themselves.
    const escape = /(?<!\\)(?:\\\\)*(\\[NUa])/.exec(source)?.[1];
    if (escape !== undefined) throw new Error(`${escape} is Python's: write the character`);
    if (/(?<!\\)\[\^?\]/.test(source)) throw new Error('a class that begins with ]: write \\]');
    return use(new RegExp(write(source), flags));
  } catch (error) {
    throw badPattern(field, pattern, reasonOf(error));
  }
}

function matcher(expression: RegExp): (path: string) => boolean {
  const { source, flags } = expression;
  return isSlow(source) ? boundedMatch(source, flags) : (path) => expression.test(path);
}

/** Whether a pattern, in the syntax of Python's `re`, matches a whole layer path. */
export const wholeMatch = (field: string, pattern: string): ((path: string) => boolean) =>
  compile(field, pattern, (translated) => `^${translated}$`, matcher);

/** PEFT's list rule: the path is one of the names or ends with `.name`. */
export const endsWithName = (path: string, name: string): boolean =>
  path === name || path.endsWith(`.${name}`);

/** PEFT's `re.match(rf"(.*\.)?({key})$", path)`. */
export const endMatch = (field: string, key: string): ((path: string) => boolean) =>
  compile(field, key, (translated) => `^(?:.*\\.)?${translated}$`, matcher);

/**
 * Compiled patterns by the settings object that holds them. It may change: keys and values are read at each call, and
 * new keys compiled.
 */
const compiled = new WeakMap<object, Map<string, (path: string) => boolean>>();

// JavaScript lists such names of an object first and by size, wherever they were written.
const isIndex = (key: string): boolean => /^(0|[1-9]\d*)$/.test(key);

/** PEFT's rule for `rank_pattern` and `alpha_pattern`: the first key that matches the path's end, from a dot on. */
export function patternValue(
  field: string,
  patterns: Readonly<Record<string, number>>,
  path: string,
): number | undefined {
  const matchers = compiled.get(patterns) ?? new Map<string, (path: string) => boolean>();
  compiled.set(patterns, matchers);
  const matches = (key: string): boolean => {
    const matcher = matchers.get(key) ?? endMatch(field, key);
    matchers.set(key, matcher);
    return matcher(path);
  };
  const keys = Object.keys(patterns);
  const found = keys.find(matches);
  if (found === undefined) return undefined;
  if (isIndex(found)) {
    const differs = (key: string) => !isIndex(key) && patterns[key] !== patterns[found];
    const other = keys.find((key) => differs(key) && matches(key));
    if (other !== undefined) throw unknownOrder(field, found, other, path);
  }
  return patterns[found];
}

/**
 * The index in a path's first matching list of layers: PEFT's
 * `re.match(rf"(?:^|.*?\.){list}\.(?P<idx>\d+)\.", path)`, or any list where none is named.
 */
export function layerIndex(
  field: string,
  lists: readonly string[] | undefined,
): (path: string) => number | undefined {
  const begins = lists?.map((list) => `(?:^|.*?\\.)${list}`) ?? ['.*?\\.[^.]*'];
  const finders = begins.map((begin) => indexAfter(field, begin));
  return (path) => {
    for (const find of finders) {
      const found = find(path);
      if (found) return found.idx === undefined ? undefined : Number(found.idx);
    }
    return undefined;
  };
}

/** The number after a list's name, which ends the match of `begin`. */
function indexAfter(field: string, begin: string): (path: string) => { idx?: string } | undefined {
  const pattern = `${begin}\\.(?P<idx>\\d+)\\.`;
  const expression = compile(
    field,
    pattern,
    (translated) => `^${translated}`,
    (found) => found,
  );
  if (!isSlow(begin)) {
    return (path) => {
      const found = expression.exec(path);
      return found ? { ...found.groups } : undefined;
    };
  }
  return (path) => {
    const numbers = new Set(path.split('.').filter((part) => /^\d+$/.test(part)));
    const found = [...numbers].filter((idx) =>
      wholeMatch(field, `${begin}\\.${idx}\\.(?:.|\\n)*`)(path),
    );
    if (found.length > 1) throw badPattern(field, begin, `${path} has ${found.join(', ')}`);
    return found[0] === undefined ? undefined : { idx: found[0] };
  };
}
