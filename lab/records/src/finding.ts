import { z } from 'zod';
import { count, text } from './run/fields.ts';

/** How sure a verdict on a claim can be: the paper's own scale, a named stand-in, small networks, or algebra. */
const basis = z.strictObject({
  kind: z.enum(['own', 'stand-in', 'measured', 'derived']),
  /** What stands in, in words; null where nothing does. */
  with: text.nullable(),
});

const interval = z.tuple([z.number(), z.number()]);

/** Runs that were made to be compared, and how to make them again; findings of one design share them. */
const design = z.strictObject({
  id: text,
  title: text,
  /** The compared model; null for theory and speed. */
  model: text.nullable(),
  basis,
  /** The plan that was declared before the runs; null without one. */
  plan: text.nullable(),
  command: text,
  /** The commits of the code that made the runs; a run whose commit is not recorded has none here. */
  commits: z.array(text),
  /** What is compared, each with the ids of its runs that count; a measurement of speed has none. */
  sides: z.array(z.strictObject({ label: text, method: text, runs: z.array(text) })),
  /** Ids of the trials that chose their rates. */
  trials: z.array(text),
  /** The design whose model, rows and chosen rates it has on other seeds, so that the two are no separate votes; null for others. */
  repeats: text.nullable(),
});

/** Fields of every finding; `id` is unique and stable. */
const common = {
  id: text,
  /** The `id` of its design. */
  design: text,
  question: text,
};

const difference = z.strictObject({
  kind: z.literal('difference'),
  ...common,
  /** The labels of two sides of the design; the first is SingLoRA, or a variant of it, wherever one of the two is. */
  one: text,
  other: text,
  /** The names of the tasks over which it is the mean; empty for pictures. */
  tasks: z.array(text),
  score: text,
  /** `points`: hundredths of the score; `score`: as it is. The numbers below are always as the score is. */
  unit: z.enum(['points', 'score']),
  /** The score of `one` minus that of `other`, a mean over pairs. */
  estimate: z.number(),
  standardError: z.number().nullable(),
  /** 95 %; null where the pairs give none. */
  interval: interval.nullable(),
  /** The variation that the interval covers. */
  covers: z.enum(['seeds and rows', 'seeds', 'rows', 'subjects', 'nothing']),
  n: z.strictObject({ seeds: count, subjects: count.nullable() }),
  /** All that the verdict needs besides the numbers above. */
  given: z.strictObject({
    /** Two scores are equal where the whole interval lies within this distance of 0. */
    margin: z.number().min(0),
    pValue: z.number().nullable(),
    /** Holm's p-value, and how many comparisons were declared together; null for a primary comparison. */
    corrected: z.number().nullable(),
    family: count.nullable(),
    /** How much lower each side might score at a rate that its trials do not tell from the best one. */
    ties: z.strictObject({ one: z.number(), other: z.number() }),
    /** The labels of the sides that are not above the floor. */
    unlearned: z.array(text),
    /** Why it decides nothing; null where it may. */
    reservation: text.nullable(),
  }),
  verdict: z.enum(['higher', 'lower', 'equal', 'undecided', 'none']),
});

const exponent = z.strictObject({
  kind: z.literal('exponent'),
  ...common,
  method: text,
  optimiser: text,
  /** c: the learning rate grows as n^c. */
  rateExponent: z.number(),
  /** Steps of the ramp u(t); 0 is none. */
  ramp: z.int().min(0),
  /** e: what is measured grows as n^e; null where it is not finite at some width. */
  estimate: z.number().nullable(),
  interval: interval.nullable(),
  /** What is derived for the limit of large widths; null where nothing is. */
  derived: z.number().nullable(),
  n: z.strictObject({ seeds: count, widths: count }),
  /** In how many seeds the quantity is not finite, at each width where there are any. */
  overflows: z.array(z.strictObject({ width: count, seeds: count })),
  verdict: z.enum(['stable', 'vanishing', 'exploding', 'diverged', 'undecided', 'bends', 'hollow']),
});

const ratio = z.strictObject({
  kind: z.literal('ratio'),
  ...common,
  against: text,
  precision: text,
  /** Their median time over ours: above 1, ours is faster. */
  estimate: z.number().positive(),
  interval: interval.nullable(),
  n: z.strictObject({ rounds: count }),
  verdict: z.enum(['faster', 'equal', 'slower']),
});

const claim = z.strictObject({
  kind: z.literal('claim'),
  id: text,
  says: text,
  /** Its place in the paper; null where the claim is ours. */
  place: text.nullable(),
  /** Null where nothing is measured. */
  basis: basis.nullable(),
  /** The condition, for "only if". */
  condition: text.nullable(),
  /** The ids of the findings that it rests on; empty where a table of its page is the evidence. */
  rests: z.array(text),
  verdict: z.enum(['holds', 'only if', 'does not hold', 'undecided', 'not measured']),
  command: text,
});

/** What the records say of one question, as data; its verdict follows from its other fields. */
export const findingRecord = z.discriminatedUnion('kind', [difference, exponent, ratio, claim]);

/** A finding of any kind. */
export type FindingRecord = z.infer<typeof findingRecord>;
/** The difference of two sides of a design. */
export type DifferenceFinding = z.infer<typeof difference>;
/** How something grows with the width. */
export type ExponentFinding = z.infer<typeof exponent>;
/** Their time over ours. */
export type RatioFinding = z.infer<typeof ratio>;
/** The verdict on a claim, the paper's or ours. */
export type ClaimFinding = z.infer<typeof claim>;
/** A design, with its runs. */
export type FindingDesign = z.infer<typeof design>;

/** The file of all findings. */
export const findingsFile = z.strictObject({
  version: z.literal(1),
  designs: z.array(design),
  findings: z.array(findingRecord),
});

/** The content of `results/findings.json`. */
export type FindingsFile = z.infer<typeof findingsFile>;
