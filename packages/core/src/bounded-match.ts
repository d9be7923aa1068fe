/** Where a part of a pattern may end in a text, by where it begins. */
type Ends = (start: number) => ReadonlySet<number>;
type Part = (text: string) => Ends;

const opening = /\((?!\?)|\(\?(?:[:=!]|<[=!]|<\w+>)/y;
const one = /\\(?:x[\da-f]{2}|u[\da-f]{4}|c[a-z]|[^1-9k])|\[(?:\\.|[^\]\\])*\]|[^\\(]/iy;
const counts = /(?:([*+?])|\{(\d+)(,(\d*))?\})\??/y;
const bySign: Readonly<Record<string, readonly [least: number, most: number]>> = {
  '*': [0, Infinity],
  '+': [1, Infinity],
  '?': [0, 1],
};

/**
 * Whether a whole text matches a regular expression, in a time that is a low power of its length. JavaScript's own search takes
 * exponential time for expressions such as `(a+)+b`; here each part is tried once at each position.
 * @param source an expression that JavaScript accepts
 * @throws {Error} for what it does not know, such as a reference to a group
 */
export function boundedMatch(source: string, flags: string): (text: string) => boolean {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source) ?? undefined;
    at += found?.[0].length ?? 0;
    return found;
  };

  function alternatives(): Part {
    const parts = [sequence()];
    while (take(/\|/y)) parts.push(sequence());
    return (text) => {
      const each = parts.map((part) => part(text));
      return known((start) => new Set(each.flatMap((ends) => [...ends(start)])));
    };
  }

  function sequence(): Part {
    const parts: Part[] = [];
    while (at < source.length && !'|)'.includes(source.charAt(at))) parts.push(repeated(atom()));
    return (text) => {
      const each = parts.map((part) => part(text));
      return known((start) => each.reduce(allEnds, new Set([start])));
    };
  }

  function atom(): Part {
    const kind = take(opening)?.[0];
    if (kind === undefined) return character();
    const inner = alternatives();
    take(/\)/y);
    if (!/[=!]$/.test(kind)) return inner;
    const isWanted = kind.endsWith('=');
    return (text) => {
      const ends = inner(text);
      const isThere = (start: number): boolean =>
        kind.includes('<')
          ? Array.from({ length: start + 1 }, (_, i) => i).some((i) => ends(i).has(start))
          : ends(start).size > 0;
      return (start) => new Set(isThere(start) === isWanted ? [start] : []);
    };
  }

  function character(): Part {
    const found = take(one)?.[0];
    if (found === undefined) throw new Error(`${source.slice(at, at + 2)} beside a repeated group`);
    const expression = new RegExp(found, `${flags}y`);
    return (text) =>
      known((start) => {
        expression.lastIndex = start;
        const [own] = expression.exec(text) ?? [];
        return new Set(own === undefined ? [] : [start + own.length]);
      });
  }

  function repeated(part: Part): Part {
    const found = take(counts);
    if (!found) return part;
    const [, sign = '', least, range, most] = found;
    const inBraces = [Number(least), range ? Number(most || Infinity) : Number(least)] as const;
    const [from, to] = bySign[sign] ?? inBraces;
    return (text) => {
      const ends = part(text);
      // More repetitions than characters add nothing.
      const enough = (count: number) => Math.min(count, text.length + 1);
      return known((start) => {
        let now: ReadonlySet<number> = new Set([start]);
        const all = new Set<number>();
        for (let count = 0; now.size > 0; count++) {
          if (count >= enough(from)) {
            now = new Set([...now].filter((end) => !all.has(end)));
            now.forEach((end) => all.add(end));
          }
          if (count === enough(to)) break;
          now = allEnds(now, ends);
        }
        return all;
      });
    };
  }

  const whole = alternatives();
  return (text) => whole(text)(0).has(text.length);
}

const allEnds = (starts: ReadonlySet<number>, ends: Ends): ReadonlySet<number> =>
  new Set([...starts].flatMap((start) => [...ends(start)]));

/** The same, computed once for each position. */
function known(ends: Ends): Ends {
  const found = new Map<number, ReadonlySet<number>>();
  return (start) => {
    const own = found.get(start) ?? ends(start);
    found.set(start, own);
    return own;
  };
}
