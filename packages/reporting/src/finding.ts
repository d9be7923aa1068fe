import * as format from './format.ts';
import type { Cell } from './table.ts';
import { either } from './words.ts';

/** Every verdict in the order in which they are counted, with its colour. */
const colours = {
  reproduced: 'var(--c3)',
  'only if': 'var(--c5)',
  'not reproduced': 'var(--c2)',
  undecided: 'var(--c6)',
  'not yet measured': 'var(--rule-2)',
} as const;

/** `only if`: in some of the cases. `undecided`: the records do not settle it. `not yet measured`: there are none. */
export type ClaimVerdict = keyof typeof colours;

/** What the records say about a claim of the paper. */
export interface Finding {
  readonly verdict: ClaimVerdict;
  /** What must hold, where the verdict is "only if"; for what it is, where other cases of "not reproduced" are undecided. */
  readonly condition?: string;
  /** A sentence or two with the numbers: slopes, intervals, widths, seeds. */
  readonly evidence: string;
  /** On what it rests, where a page has both: `derived` by algebra wears no mark of what was measured. */
  readonly mark?: 'derived' | 'measured';
}

/** A claim beside what was found. */
export interface Claim {
  /** In our words, one sentence. */
  readonly says: string;
  /** Where the paper says it; absent where it is not the paper's. */
  readonly place?: string | undefined;
  readonly finding: Finding;
  /** What it was found with, where that is less than the claim is about. */
  readonly with?: string | undefined;
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

/**
 * Whether a claim holds in every case, in none, or in some: then only if it is one of those. `holds` is
 * undefined where a case is undecided: beside cases that are decided it is named, and with none the claim is undecided.
 */
export function decide<Case>(
  cases: readonly Case[],
  holds: (one: Case) => boolean | undefined,
  name: (one: Case) => string,
  subject: string,
): ClaimDecision {
  const namesOf = (verdict: boolean | undefined) => [
    ...new Set(cases.filter((one) => holds(one) === verdict).map(name)),
  ];
  const [good, bad, open] = [namesOf(true), namesOf(false), namesOf(undefined)];
  if (good.length > 0 && bad.length + open.length === 0) return { verdict: 'reproduced' };
  if (bad.length + good.length === 0) return { verdict: 'undecided' };
  const undecided = open.length > 0 ? `; undecided for ${format.listing(open)}` : '';
  if (good.length === 0)
    return {
      verdict: 'not reproduced',
      ...(undecided && { condition: `for ${format.listing(bad)}${undecided}` }),
    };
  return { verdict: 'only if', condition: `${subject} ${either(good)}${undecided}` };
}

/** What algebra alone says: it reproduces nothing. */
const derivedWords: Readonly<Partial<Record<ClaimVerdict, string>>> = {
  reproduced: 'holds',
  'only if': 'holds only if',
  'not reproduced': 'does not hold',
};

/** "derived: holds only if", "measured: reproduced", "reproduced" where a page has no marks; `words` call verdicts otherwise. */
export function markedVerdict(
  { verdict, mark }: Pick<Finding, 'verdict' | 'mark'>,
  words: Readonly<Partial<Record<ClaimVerdict, string>>> = {},
): string {
  const word = (mark === 'derived' ? derivedWords[verdict] : words[verdict]) ?? verdict;
  return mark === undefined || verdict === 'not yet measured' ? word : `${mark}: ${word}`;
}

/** A verdict with its condition and colour; `detail` says what it was found with, `words` call verdicts otherwise. */
export function verdictCell(
  finding: Finding,
  detail?: string,
  words: Readonly<Partial<Record<ClaimVerdict, string>>> = {},
): Cell {
  const { verdict, condition, mark } = finding;
  const word = markedVerdict(finding, words);
  return {
    text: condition === undefined ? word : `${word} ${condition}`,
    colour: mark === 'derived' ? 'var(--c1)' : colours[verdict],
    detail: verdict === 'not yet measured' ? undefined : detail,
  };
}

/** "2 reproduced, 3 only under a condition, 1 not reproduced; 4 derived: 3 hold, 1 does not hold". */
export function tallyText(findings: readonly Finding[]): string {
  const text = (own: readonly Finding[], named: (verdict: ClaimVerdict, n: number) => string) =>
    format.listing(
      (Object.keys(colours) as ClaimVerdict[])
        .map((verdict) => ({ verdict, n: own.filter((one) => one.verdict === verdict).length }))
        .filter(({ n }) => n > 0)
        .map(({ verdict, n }) => `${format.count(n)} ${named(verdict, n)}`),
    );
  const derived = findings.filter(isDerived);
  const measured = text(
    findings.filter((one) => !isDerived(one)),
    (verdict) => (verdict === 'only if' ? 'reproduced only under a condition' : verdict),
  );
  if (derived.length === 0) return measured;
  const holds = text(derived, (verdict, n) => {
    if (verdict === 'not reproduced') return n === 1 ? 'does not hold' : 'do not hold';
    const hold = n === 1 ? 'holds' : 'hold';
    return verdict === 'only if' ? `${hold} only under a condition` : hold;
  });
  const rest = `${format.count(derived.length)} derived: ${holds}`;
  return measured === '' ? rest : `${measured}; ${rest}`;
}

const isDerived = ({ mark, verdict }: Finding) =>
  mark === 'derived' && verdict !== 'not yet measured';
