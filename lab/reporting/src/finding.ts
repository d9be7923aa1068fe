import * as format from './format.ts';
import { groupBy } from './groups.ts';
import type { Cell } from './table.ts';

/** Every verdict, in counting order. `only if`: holds in some of the cases. `undecided`: the records do not settle it. */
const verdicts = ['holds', 'only if', 'does not hold', 'undecided'] as const;

/** Names of the verdicts, and of a missing one, that do not depend on the basis. */
export const verdictNames = {
  holds: 'holds',
  'only if': 'in part, or under a condition',
  'does not hold': 'does not hold',
  undecided: 'undecided',
  none: 'not yet measured',
} as const satisfies Record<ClaimVerdict | 'none', string>;

/** The records' verdict on a claim; its wording depends on the basis, see {@link foundText}. */
export type ClaimVerdict = (typeof verdicts)[number];

/** A number that a verdict rests on. */
export interface Evidence {
  /** "SingLoRA − LoRA" */
  readonly of: string;
  /** "−1.38 points (95% −1.75 to −1.01), 10 seeds" */
  readonly value: string;
  /** "lower", "no verdict (1 of 5 seeds needed)" */
  readonly verdict?: string;
}

/** The finding on a claim, on any basis. */
export interface Finding {
  readonly verdict: ClaimVerdict;
  /**
   * The condition, for the verdict "only if"; for "does not hold" with undecided cases, the cases
   * in which it does not.
   */
  readonly condition?: string;
  /** Its numbers; absent where `rests` names findings, or a table alone has them. */
  readonly evidence?: readonly Evidence[] | undefined;
  /** The ids of the findings that it rests on. */
  readonly rests?: readonly string[] | undefined;
}

declare const own: unique symbol;

/** The paper's own model, data, method and scale. No literal has this type: only `basisOf` of the comparison package makes it. */
export interface OwnBasis {
  readonly kind: 'own';
  readonly [own]: true;
}

/** The basis of a finding, which determines the wording and the mark of its verdict. */
export type Basis =
  | OwnBasis
  /** A stand-in that covers less than the claim: "with all-MiniLM-L6-v2: stand-in model". */
  | { readonly kind: 'stand-in'; readonly with: string }
  /** Theory, which is about no particular model: measured on small networks, or derived. */
  | { readonly kind: 'measured'; readonly with?: string | undefined }
  | { readonly kind: 'derived' };

/** A claim with its finding. */
export interface Claim {
  /** Unique and stable: "glue/qnli/roberta-base". */
  readonly id: string;
  /** The claim in our words, one sentence. */
  readonly says: string;
  /** The place in the paper; absent where the claim is not the paper's. */
  readonly place?: string | undefined;
  /** Undefined where nothing is measured. */
  readonly found: (Finding & { readonly on: Basis }) | undefined;
  /** The location of the evidence on the page, and the command that reproduces it. */
  readonly see: {
    readonly title: string;
    /** Absent where nothing was measured. */
    readonly anchor?: string;
    readonly command: string;
  };
}

/** A verdict and its condition; the caller adds the evidence. */
export type ClaimDecision = Omit<Finding, 'evidence' | 'rests'>;

/** A case's name; cases with the same first part are joined: "momentum at k = 1/8 or 1/4". */
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
 * Decides whether a claim holds in all cases, in none, or in some ("only if"). `holds` is undefined for
 * undecided cases: they are named next to decided ones; where all are undecided, so is the claim.
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
  // "only if" does not say which of the other cases fail where some are undecided: these are named.
  const not = undecided && bad.length > 0 ? `; not for ${joined(bad, format.listing)}` : '';
  if (good.length === 0)
    return {
      verdict: 'does not hold',
      ...(undecided && { condition: `for ${joined(bad, format.listing)}${undecided}` }),
    };
  return {
    verdict: 'only if',
    condition: `${subject} ${joined(good, format.either)}${not}${undecided}`,
  };
}

/** The wording of verdicts on one basis: words in the order of `verdicts`, and marks that work without colour. */
interface Telling {
  readonly words: readonly string[];
  /** The words added where only some cases hold, and another place says which. */
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

/** "seen in a stand-in", "derived: holds only if" (only, before "for LoRA+"), "reproduced": a verdict in the words of its basis. */
export function foundText(found: Told): string {
  if (!found) return 'not yet measured';
  const { before = '', words, after = '' } = tellings[found.on.kind];
  const isListed = /^(?:for|against) /.test(found.condition ?? '');
  const condition = found.verdict !== 'only if' ? '' : isListed ? ' only' : ' only if';
  return `${before}${words[verdicts.indexOf(found.verdict)]}${after}${condition}`;
}

/** The same without the condition, which another place states: "seen in part in a stand-in", "derived: under a condition". */
export function briefText(found: Told): string {
  if (found?.verdict !== 'only if') return foundText(found);
  const { before, words, partly, after = '' } = tellings[found.on.kind];
  return `${before ?? `${words[1]} `}${partly}${after}`;
}

const colours = ['var(--c3)', 'var(--c5)', 'var(--c2)', 'var(--c6)'] as const;

/** A verdict with its mark, its condition and its basis. */
export function verdictCell(found: Told): Cell {
  const text = foundText(found);
  if (!found) return { text };
  const { verdict, condition, on } = found;
  const at = verdicts.indexOf(verdict);
  return {
    text: condition === undefined ? text : `${text} ${condition}`,
    mark: tellings[on.kind].marks[at],
    chip: text,
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
