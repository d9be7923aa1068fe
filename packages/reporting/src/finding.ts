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

/** What the records say of a claim; how it is told is the basis's, {@link foundText}. */
export type ClaimVerdict = (typeof verdicts)[number];

/** What was found of a claim, whatever it was found with. */
export interface Finding {
  readonly verdict: ClaimVerdict;
  /** What must hold, where the verdict is "only if"; for what it does not, where other cases are undecided. */
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

/** What a finding rests on, which decides in which words and with which mark it is told. */
export type Basis =
  | OwnBasis
  /** Less than the claim is about: "with all-MiniLM-L6-v2: stand-in model". */
  | { readonly kind: 'stand-in'; readonly with: string }
  /** Theory, which is about no model: on small networks, or by algebra alone. */
  | { readonly kind: 'measured'; readonly with?: string | undefined }
  | { readonly kind: 'derived' };

/** A claim beside what was found. */
export interface Claim {
  /** In our words, one sentence. */
  readonly says: string;
  /** Where the paper says it; absent where it is not the paper's. */
  readonly place?: string | undefined;
  /** Undefined where nothing is measured. */
  readonly found: (Finding & { readonly on: Basis }) | undefined;
  /** Where on the page the evidence stands, and what makes it again. */
  readonly see: {
    readonly title: string;
    /** Absent where nothing was measured. */
    readonly anchor?: string;
    readonly command: string;
  };
}

/** A verdict and its condition, to which the caller adds the evidence. */
export type ClaimDecision = Omit<Finding, 'evidence'>;

/** What a case is called; cases with the same first part are told together: "momentum at k = 1/8 or 1/4". */
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

/** How verdicts on a basis are told: in words, in the order of `verdicts`, and by marks that need no colour. */
interface Telling {
  readonly words: readonly string[];
  /** What is added to these where some cases alone are as claimed, and which is told elsewhere. */
  readonly partly: string;
  readonly marks: string;
  /** Around the words. */
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
    partly: 'under a condition',
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
