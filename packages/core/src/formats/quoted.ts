/** Characters that control a terminal, turn a text's direction or show nothing: names in files may hold them. */
const unprintable = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/gu;
const mostEntries = 5;
const deepest = 2;

const escaped = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;

/** Text from outside, made fit for a message: on one line, control characters escaped, cut where it is long. */
export function shown(text: string, most = 80): string {
  const whole = text.length <= most;
  const kept = whole ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  const safe = kept.replace(unprintable, escaped);
  return whole ? safe : `${safe}… (${text.length} characters)`;
}

/** Any value from outside for a message: text in quotation marks, else JSON of its first entries and levels. */
export function quoted(value: unknown, depth = 0): string {
  if (typeof value === 'string') return `"${shown(value)}"`;
  if (typeof value !== 'object' || value === null) return String(value);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const entries: string[] = [];
  for (const key in value) {
    if (entries.length === mostEntries || depth === deepest) {
      entries.push('…');
      break;
    }
    const entry = quoted((value as Record<string, unknown>)[key], depth + 1);
    entries.push(Array.isArray(value) ? entry : `${quoted(key)}:${entry}`);
  }
  return open + entries.join(',') + close;
}

/** The first names of many. */
export function listedNames(names: readonly string[], most = mostEntries): string {
  const first = names.slice(0, most).map((name) => shown(name));
  return first.join(', ') + (names.length > most ? ` and ${names.length - most} more` : '');
}

const longestMessage = 4000;

/** A whole message without unprintable characters, whatever it quotes. Line breaks are kept. */
export function printableMessage(message: string): string {
  const safe = message
    .slice(0, longestMessage)
    .replace(unprintable, (char) => (char === '\n' ? char : escaped(char)));
  const whole = message.length <= longestMessage && safe.length <= longestMessage;
  return whole ? safe : `${safe.slice(0, longestMessage)}…`;
}
