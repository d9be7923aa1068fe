import type { FindingRecord } from '@singlora/records';

/** The kinds of findings, and what each verdict may be called; a claim's words depend on no basis. */
const said: Readonly<Record<FindingRecord['kind'], Readonly<Record<string, RegExp>>>> = {
  difference: {
    higher: /\b(?:higher|better|above|ahead|more)\b/i,
    lower: /\b(?:lower|worse|below|behind|less)\b/i,
    equal: /\b(?:equal|alike|level)\b/i,
    undecided: /\b(?:undecided|open)\b/i,
    none: /\b(?:not judged|no verdict|without a verdict)\b/i,
  },
  exponent: {
    stable: /\b(?:stable|stably|keeps? (?:its|their) size)\b/i,
    vanishing: /\b(?:vanish(?:es)?|shrinks?)\b/i,
    exploding: /\b(?:explodes?|grows?)\b/i,
    diverged: /\b(?:diverges?|overflows?)\b/i,
    undecided: /\b(?:undecided|open)\b/i,
    bends: /\bbends?\b/i,
    hollow: /\bhollow\b/i,
  },
  ratio: {
    faster: /\bfaster\b/i,
    equal: /\b(?:equal|as fast)\b/i,
    slower: /\bslower\b/i,
  },
  claim: {
    holds: /\b(?:holds?|seen|reproduced)\b(?! (?:only|in part|in some))/i,
    'only if': /\b(?:only if|only for|only where|only in|in part|in some|under a condition)\b/i,
    'does not hold': /\b(?:(?:does|do) not hold|not seen|not reproduced|fails?)\b/i,
    undecided: /\b(?:undecided|open)\b/i,
    'not measured': /\b(?:not (?:yet )?measured|unmeasured)\b/i,
  },
};

/** Says the opposite of what stands after it; "does not hold" and "not measured" are verdicts. */
const denial =
  /\b(?:not|never|no|nor|neither|none|hardly|cannot|n[’']t)\b(?! (?:hold|seen|reproduced|(?:yet )?measured|judged|verdict))/i;

const opposites: Readonly<Record<string, string>> = { higher: 'lower', lower: 'higher' };

/** The verdicts of a kind that a text speaks of. */
export function verdictsIn(text: string, kind: FindingRecord['kind']): readonly string[] {
  const found = Object.entries(said[kind]).flatMap(([verdict, words]) =>
    words.test(text) ? [verdict] : [],
  );
  // "does not hold" contains "hold".
  return kind === 'claim' && found.length > 1 ? found.filter((one) => one !== 'holds') : found;
}

/** The verdict as the text must state it, where its subject is the finding's second side. */
export const turned = (verdict: string): string => opposites[verdict] ?? verdict;

export const hasDenial = (text: string): boolean => denial.test(text);

/** Words that state a verdict wherever they stand. */
const strong =
  /\b(?:higher|lower|better|worse|best|worst|equal(?:ly)?|alike|undecided|(?:un)?stabl[ey]|(?:diverge|converge|overflow|explode|blow|break|vanishe?|win|beat|outperform|fail|improve|hold|prove|disprove|refute|confirm|contradict|reproduce)(?:s|d|ed)?|(?:dis)?agree(?:s|d)? with|wrong|robust|promises|to blame|faster|slower|superior|inferior|advantage|(?:not|never) seen|decide[sd]?)\b/i;

/** How a difference changes. */
const trend =
  /\b(?:gap|difference|effect|distance)s?\b[^.]*\b(?:shrink|grow|widen|narrow|close|disappear|remain)(?:s|ed)?\b/i;

/** Words that state a verdict beside the name of a method. */
const weak =
  /\b(?:more|less|fewer|same|cannot|as (?:much|many|well|good|high|low|fast)|above|below|ahead|behind|level|match(?:es|ed)?|closes?|gaps?|gains?|leads?|trails?|loses?|differences?|always|never|everywhere|nowhere|nothing|half|twice|double|larger|smaller|works?|helps?|hurts?|needs?|no|tolerates?|exceeds?|dominates?|prefer(?:s|able|red)?|suffers?|catch(?:es)? up|on top|surpass(?:es)?|rivals?|recovers?|certain)\b/i;

/** The word of a sentence that states a verdict; `names` finds a method's name. */
export function verdictWord(sentence: string, names: RegExp): string | undefined {
  return (strong.exec(sentence) ??
    trend.exec(sentence) ??
    (sentence.search(names) >= 0 ? weak.exec(sentence) : null))?.[0];
}

/** Verdicts in words that no finding’s verdict has. */
export const besides =
  /\b(?:leads?|trails?|wins?|beats?|loses?|gains?|helps?|hurts?|match(?:es)?|outperforms?|tolerates?|exceeds?|suffers?|robust)\b/i;

/** How large a difference is: its value says that. */
export const graded =
  /\b(?:far|much|slightly|clearly|barely|hardly|hugely|greatly|strongly|significantly|substantially|considerably|markedly|vastly|marginally|(?:by )?a (?:lot|little))\b/i;

/** A part or a multiple. */
export const portion =
  /\b(?:(?:a|one|two) (?:thirds?|quarters?|fifths?|tenths?)|half (?:of|the|as|its|their)|twice as)\b/i;

/** A number, in digits or in a word. Digits of names ("GPT-2", "r8") and of the paper's places ("table 1") are none. */
export const numbered =
  /(?<![\p{L}\d][-–]?|\b(?:tables?|figures?|sections?|theorems?|propositions?|equations?) )(?<![\d.,])\d[\d.,]*|\b(?:(?<!the )two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|dozen)\b/iu;

/** A text as a pattern of itself. */
export const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
