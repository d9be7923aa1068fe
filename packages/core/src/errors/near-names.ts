import { distance } from 'fastest-levenshtein';

/** The length up to which names are compared: the time grows with its square. */
const longest = 200;

interface Likeness {
  name: string;
  /** The edit distance of two names, or of their last parts where that is less. */
  slips: number;
  /** The edit distance of the whole names. */
  whole: number;
}

/** The part of a name after the last separator; all of it where there is none. */
function lastPart(name: string, separator: string | undefined): string {
  return separator === undefined ? name : name.slice(name.lastIndexOf(separator) + 1);
}

function ranked(name: string, known: readonly string[], separator?: string): Likeness[] {
  const slipsTo = (one: string, other: string): number =>
    distance(one.slice(0, longest).toLowerCase(), other.slice(0, longest).toLowerCase());
  const likeness = (candidate: string): Likeness => {
    const whole = slipsTo(name, candidate);
    const last = slipsTo(lastPart(name, separator), lastPart(candidate, separator));
    return { name: candidate, slips: Math.min(whole, last), whole };
  };
  return [...new Set(known)].map(likeness).sort((a, b) => a.slips - b.slips || a.whole - b.whole);
}

/**
 * The three known names most like `name`, best first, whatever their capitals.
 * @param separator of a name's parts, such as `.`: names with similar last parts count as similar
 */
export function nearNames(name: string, known: readonly string[], separator?: string): string[] {
  const nearest = ranked(name, known, separator).slice(0, 3);
  return nearest.map((near) => near.name);
}

/**
 * The known name that someone who wrote `name` probably meant: at most two of its letters are wrong, or a third of them if that is more.
 * @param separator of a name's parts, such as `/`: names with similar last parts count as similar
 */
export function meantName(
  name: string,
  known: readonly string[],
  separator?: string,
): string | undefined {
  const others = known.filter((candidate) => candidate !== name);
  const [best] = ranked(name, others, separator);
  const most = Math.max(2, lastPart(name, separator).length / 3);
  return best && best.slips <= most ? best.name : undefined;
}
