import * as format from './format.ts';
import { groupBy } from './groups.ts';
import type { Cell } from './table.ts';
import { either } from './words.ts';

/** Every verdict, in the order in which they are counted. `only if`: in some of the cases. `undecided`: the records do not settle it. */
const verdicts = ['holds', 'only if', 'does not hold', 'undecided'] as const;

/** A verdict, or that there is none, in words that no basis changes. */
export const verdictNames = {
  holds: 'holds',
  'only if': 'in part, or under a condition',
  'does not hold': 'does not hold',
  undecided: 'undecided',
  none: 'not yet measured',
} as const satisfies Record<ClaimVerdict | 'none', string>;

/** The verdict of the records on a claim; the basis decides how it is told, see {@link foundText}. */
export type ClaimVerdict = (typeof verdicts)[number];

/** The finding on a claim, whatever it rests on. */
export interface Finding {
  readonly verdict: ClaimVerdict;
  /**
   * The condition that must hold, where the verdict is "only if"; where it "does not hold" and other cases are undecided, the cases in
   * which it does not.
   */
  readonly condition?: string;
  /** A sentence or two with the numbers: slopes, intervals, widths, seeds. */
  readonly evidence: string;
}

declare const own: unique symbol;

/** The paper's own model, data, method and scale. None can be written down: `basisOf` of the comparison makes it. */
export interface OwnBasis {
  readonly kind: 'own';
  readonly [own]: true;
}

/** The basis of a finding, which decides the words and the mark by which it is told. */
export type Basis =
  | OwnBasis
  /** A stand-in, less than the claim is about: "with all-MiniLM-L6-v2: stand-in model". */
  | { readonly kind: 'stand-in'; readonly with: string }
  /** Theory, which is about no model: on small networks, or by algebra alone. */
  | { readonly kind: 'measured'; readonly with?: string | undefined }
  | { readonly kind: 'derived' };

/** A claim beside what was found. */
export interface Claim {
  /** The claim in our words, one sentence. */
  readonly says: string;
  /** The place in the paper; absent where the claim is not the paper's. */
  readonly place?: string | undefined;
  /** Undefined where nothing is measured. */
  readonly found: (Finding & { readonly on: Basis }) | undefined;
  /** The place of the evidence on the page, and the command that makes it again. */
  readonly see: {
    readonly title: string;
    /** Absent where nothing was measured. */
    readonly anchor?: string;
    readonly command: string;
  };
}

/** A verdict and its condition, to which the caller adds the evidence. */
export type ClaimDecision = Omit<Finding, 'evidence'>;

/** A case's name; cases with the same first part are told together: "momentum at k = 1/8 or 1/4". */
export type CaseName = string | readonly [shared: string, own: string];

function joined(names: readonly CaseName[], join: (items: readonly string[]) => string): string {
  const parts = names.map((name) => (typeof name === 'string' ? [name] : name));
  return join(
    groupBy(parts, ([shared]) => shared).map((alike) => {
      const own = [...new Set(alike.flatMap(([, one]) => one ?? []))];
      return `${alike[0]?.[0] ?? ''} ${join(own)}`.trim();
    }),
  );
}

/**
 * Whether a claim holds in every case, in none, or in some: then only if it is one of those. `holds` is
 * undefined where a case is undecided: beside cases that are decided it is named, and with none the claim is undecided.
 */
export function decide<Case>(
  cases: readonly Case[],
  holds: (one: Case) => boolean | undefined,
  name: (one: Case) => CaseName,
  subject: string,
): ClaimDecision {
  const namesOf = (verdict: boolean | undefined) =>
    cases.filter((one) => holds(one) === verdict).map(name);
  const [good, bad, open] = [namesOf(true), namesOf(false), namesOf(undefined)];
  if (good.length > 0 && bad.length + open.length === 0) return { verdict: 'holds' };
  if (bad.length + good.length === 0) return { verdict: 'undecided' };
  const undecided = open.length > 0 ? `; undecided for ${joined(open, format.listing)}` : '';
  // Where some are undecided, the rest need not be as claimed: it is said of which it is not.
  const not = undecided && bad.length > 0 ? `; not for ${joined(bad, format.listing)}` : '';
  if (good.length === 0)
    return {
      verdict: 'does not hold',
      ...(undecided && { condition: `for ${joined(bad, format.listing)}${undecided}` }),
    };
  return { verdict: 'only if', condition: `${subject} ${joined(good, either)}${not}${undecided}` };
}

/** The telling of verdicts on a basis: in words, in the order of `verdicts`, and by marks that need no colour. */
interface Telling {
  readonly words: readonly string[];
  /** The words added to these where only some cases are as claimed; it is told elsewhere which. */
  readonly partly: string;
  readonly marks: string;
  /** The text before and after the words. */
  readonly before?: string;
  readonly after?: string;
  readonly about: string;
}

const theory = ['holds', 'holds', 'does not hold', 'undecided'] as const;

const tellings: Readonly<Record<Basis['kind'], Telling>> = {
  own: {
    words: ['reproduced', 'reproduced', 'not reproduced', 'undecided'],
    partly: 'in part',
    marks: '■◧□▨',
    about: 'Squares: the paper’s own model, data, method and scale',
  },
  'stand-in': {
    words: ['seen', 'seen', 'not seen', 'undecided'],
    partly: 'in part',
    marks: '●◐○◌',
    after: ' in a stand-in',
    about: 'circles: a stand-in',
  },
  measured: {
    words: theory,
    partly: 'in some cases',
    marks: '◆◈◇❖',
    before: 'measured: ',
    about: 'diamonds: theory, measured',
  },
  derived: {
    words: theory,
    partly: 'under a condition',
    marks: '▲◭△◬',
    before: 'derived: ',
    about: 'triangles: derived by algebra',
  },
};

/** One line that explains every mark. */
export const legend = `${verdicts
  .map((verdict, at) => {
    const marks = Object.values(tellings).map(({ marks }) => marks[at]);
    return `${marks.join('\u00a0')} ${verdict === 'only if' ? 'in part, or only under a condition' : verdict}`;
  })
  .join(', ')}. ${Object.values(tellings)
  .map(({ about }) => about)
  .join('; ')}.`;

type Told = Claim['found'];

/** "seen in a stand-in", "derived: holds only if", "reproduced": the words that its basis has for a verdict. */
export function foundText(found: Told): string {
  if (!found) return 'not yet measured';
  const { before = '', words, after = '' } = tellings[found.on.kind];
  const condition = found.verdict === 'only if' ? ' only if' : '';
  return `${before}${words[verdicts.indexOf(found.verdict)]}${after}${condition}`;
}

/** The same where the condition is told elsewhere: "seen in part in a stand-in", "derived: under a condition". */
export function briefText(found: Told): string {
  if (found?.verdict !== 'only if') return foundText(found);
  const { before, words, partly, after = '' } = tellings[found.on.kind];
  return `${before ?? `${words[1]} `}${partly}${after}`;
}

const colours = ['var(--c3)', 'var(--c5)', 'var(--c2)', 'var(--c6)'] as const;

/** A verdict with its mark and condition, and what it was found with. */
export function verdictCell(found: Told): Cell {
  const text = foundText(found);
  if (!found) return { text };
  const { verdict, condition, on } = found;
  const at = verdicts.indexOf(verdict);
  return {
    text: condition === undefined ? text : `${text} ${condition}`,
    mark: tellings[on.kind].marks[at],
    colour: colours[at],
    detail: 'with' in on ? on.with : undefined,
  };
}

/** "2 reproduced; 3 seen and 1 not seen in a stand-in; 4 derived: 3 hold and 1 does not hold; 1 not yet measured". */
export function tallyText(all: readonly Told[]): string {
  const listed = (own: readonly Told[], words: readonly string[], partly: string) =>
    format.listing(
      verdicts.flatMap((verdict, at) => {
        const n = own.filter((one) => one?.verdict === verdict).length;
        const word = words[at] ?? '';
        const plural = n === 1 ? word : word.replace(/^holds/, 'hold').replace(/^does/, 'do');
        return n > 0
          ? [`${format.count(n)} ${plural}${verdict === 'only if' ? ` ${partly}` : ''}`]
          : [];
      }),
    );
  const open = all.filter((one) => !one).length;
  return [
    ...Object.entries(tellings).flatMap(([kind, { before = '', words, partly, after = '' }]) => {
      const own = all.filter((one) => one?.on.kind === kind);
      const whole = before && `${format.count(own.length)} ${before}`;
      return own.length > 0 ? [`${whole}${listed(own, words, partly)}${after}`] : [];
    }),
    ...(open > 0 ? [`${format.count(open)} not yet measured`] : []),
  ].join('; ');
}
