const unsupported = (construct: string, advice: string) =>
  new Error(`${construct} is not supported; ${advice}`);

/** `\w`, `\d` and `\s` as Python has them for text: what goes into a class. Each begins and ends with a set. */
const word = '\\p{L}_\\p{N}';
const sets = new Map([
  ['w', word],
  ['d', '\\p{Nd}'],
  ['s', '\\p{Zs}\\t-\\r\\x1c-\\x1f\\x85\\p{Zl}\\p{Zp}'],
]);
const boundary = (before: '=' | '!', after: '=' | '!'): string =>
  `(?<${before}[${word}])(?${after}[${word}])`;
/** Escapes that stand for a place. */
const places = new Map([
  ['A', '^'],
  ['Z', '$'],
  ['b', `(?:${boundary('!', '=')}|${boundary('=', '!')})`],
  ['B', `(?:${boundary('=', '=')}|${boundary('!', '!')})`],
]);
const controls = new Map([
  ['a', '\\x07'],
  ...['f', 'n', 'r', 't', 'v'].map((letter) => [letter, `\\${letter}`] as const),
]);

const escape =
  /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|0[0-7]{0,2}|[1-3][0-7]{2}|[^])|\\$/.source;
const tokens = new RegExp(
  [
    '(?<comment>\\(\\?#[^)]*\\))',
    '\\(\\?P<(?<name>[^>]*)>',
    '\\(\\?(?<on>[a-zA-Z]*)(?:-(?<off>[a-zA-Z]+))?(?<global>[:)])',
    '(?<open>\\((?:\\?<?[=!]|(?!\\?)))',
    '(?<close>\\))',
    `\\[(?<not>\\^?)(?<members>\\]?(?:${escape}|[^\\]\\\\])*)\\]`,
    `(?<escaped>${escape})`,
    '(?<times>[*+?]|\\{(?=[\\d,])\\d*,?\\d*\\})(?<how>[?+]?)',
    '(?<other>\\(\\?.?|[^])',
  ].join('|'),
  'gu',
);
const member = new RegExp(`${escape}|[^]`, 'gu');

const literal = (character: string): string => character.replace(/[\^$\\.*+?()[\]{}|/]/, '\\$&');

/** The character that `\x41`, `\u0041` or `\101` names. */
function named(escaped: string): string | undefined {
  const [, hex, octal] = /^\\(?:[xuU]([\da-f]{2,})|(0[0-7]*|[0-7]{3}))$/i.exec(escaped) ?? [];
  if (hex === undefined && octal === undefined) return undefined;
  const code = hex === undefined ? parseInt(octal ?? '', 8) : parseInt(hex, 16);
  return `\\u{${code.toString(16)}}`;
}

function unknownEscape(escaped: string): Error {
  return /^\\\d/.test(escaped)
    ? unsupported(`the backreference ${escaped}`, 'write out what it may repeat')
    : unsupported(`the escape ${escaped}`, 'write the character itself');
}

/** An escape that means the same in and out of a class; not the sets, and not places. */
function character(escaped: string): string {
  const letter = escaped.slice(1);
  const known = named(escaped) ?? controls.get(letter);
  if (known !== undefined) return known;
  if (/^[a-zA-Z0-9]/.test(letter) || letter === '') throw unknownEscape(escaped);
  return literal(letter);
}

function escapeOf(escaped: string): string {
  const letter = escaped.slice(1);
  const set = sets.get(letter.toLowerCase());
  if (set !== undefined) return letter === letter.toLowerCase() ? `[${set}]` : `[^${set}]`;
  return places.get(letter) ?? character(escaped);
}

/** A class. JavaScript has no `\W` and `\S` of Python's in a class, so they become alternatives to it. */
function classOf(not: string, members: string): string {
  let inside = '';
  const complements: string[] = [];
  for (const [part] of members.matchAll(member)) {
    const letter = part.startsWith('\\') ? part.slice(1) : '';
    const set = sets.get(letter.toLowerCase());
    if (set !== undefined && letter === letter.toLowerCase()) inside += set;
    else if (set !== undefined) complements.push(`[^${set}]`);
    else if (letter === 'b') inside += '\\x08';
    else if (letter === '-') inside += '\\-';
    else inside += letter ? character(part) : part === '-' ? part : literal(part);
  }
  if (complements.length === 0) return `[${not}${inside}]`;
  const any = [...(inside ? [`[${inside}]`] : []), ...complements].join('|');
  return not ? `(?:(?!${any})[^])` : `(?:${any})`;
}

interface Flags {
  readonly dotAll: boolean;
  readonly multiline: boolean;
}

function flagsWith({ dotAll, multiline }: Flags, on = '', off = ''): Flags {
  const other = /[^imsu]/.exec(on + off)?.[0];
  if (other !== undefined) throw unsupported(`the flag ${other}`, 'only i, m, s and u are');
  return {
    dotAll: (dotAll || on.includes('s')) && !off.includes('s'),
    multiline: (multiline || on.includes('m')) && !off.includes('m'),
  };
}

function plain(one: string, { dotAll, multiline }: Flags): string {
  switch (one) {
    case '.':
      return dotAll ? '[^]' : '[^\\n]';
    case '^':
      return multiline ? '(?<![^\\n])' : '^';
    case '$': // Python's matches before a line feed at the end, too.
      return multiline ? '(?![^\\n])' : '(?=\\n?$)';
    case '|':
      return one;
    case '[':
      throw new Error('a [ is not closed');
    default:
      if (one.startsWith('(?'))
        throw unsupported(`the group ${one}`, 'write the pattern without it');
      return literal(one);
  }
}

/**
 * An expression of Python's `re` in JavaScript's syntax, as one group, and its flags.
 *
 * @throws Error for what cannot be said so: backreferences, conditions, atomic groups, possessive
 *   repetition, and case that counts in a part alone
 */
export function fromPython(source: string): { source: string; flags: string } {
  let flags: Flags = { dotAll: false, multiline: false };
  const outer: Flags[] = [];
  let [translated, ignoreCase] = ['', false];
  for (const { 0: text, index, groups = {} } of source.matchAll(tokens)) {
    const { name, on, off, global, open, not, members, escaped, times, how } = groups;
    if (groups['comment'] !== undefined) continue;
    if (global === ')') {
      if (index !== 0) throw unsupported(`${text} amid a pattern`, 'put it at its start');
      flags = flagsWith(flags, on);
      ignoreCase = on?.includes('i') ?? false;
    } else if (global !== undefined || name !== undefined || open !== undefined) {
      outer.push(flags);
      flags = flagsWith(flags, on, off);
      if (on?.includes('i') || off?.includes('i'))
        throw unsupported(`the flag i of a part, ${text},`, 'write (?i) at its start');
      translated += open ?? (name === undefined ? '(?:' : `(?<${name}>`);
    } else if (groups['close'] !== undefined) {
      flags = outer.pop() ?? flags;
      translated += ')';
    } else if (members !== undefined) {
      translated += classOf(not ?? '', members);
    } else if (escaped !== undefined) {
      translated += escapeOf(escaped);
    } else if (times !== undefined) {
      if (how === '+') throw unsupported(`the possessive ${text}`, 'write the pattern without it');
      translated += times.replace('{,', '{0,') + (how ?? '');
    } else {
      translated += plain(text, flags);
    }
  }
  return { source: `(?:${translated})`, flags: ignoreCase ? 'iu' : 'u' };
}
