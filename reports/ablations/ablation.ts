import {
  rules,
  type GlueRun,
  type GlueSetting,
  type Judged,
  type Rule,
} from '@singlora/comparison';
import type { Finding, Html } from '@singlora/reporting';

/** What is recorded of one ablation. */
export interface AblationRuns {
  /** The most telling setting of each task and model; empty where nothing is measured. */
  readonly settings: readonly GlueSetting[];
  /** How many there are, of which `settings` are the most telling. */
  readonly all: number;
  readonly trials: readonly GlueRun[];
}

/** One thing varied while all else stays: its part of the page, and the claim that it decides. */
export interface Ablation {
  /** The experiment's. */
  readonly name: string;
  /** Where it stands among the others; those without stand last, by name. */
  readonly order?: number;
  readonly title: string;
  /** What is asked, and how it is measured. */
  readonly intro: Html;
  /** The claim in our words, and where the paper makes it: nowhere, if the question is ours. */
  readonly says: string;
  readonly place?: string;
  /** Undefined where the setting holds nothing of it. */
  judge(setting: GlueSetting): Finding | undefined;
  /** `id` makes the charts' ids unique in the page. */
  body(setting: GlueSetting, runs: AblationRuns, id: string): Promise<Html>;
}

/** A difference smaller than this is called none where the interval shows it. */
const margin = 0.01;

/** A rule by the margin of ablations, and what it means in words. */
const byMargin = (rule: Rule, words: string) => ({
  holds: (one: Judged) => rule(one, margin),
  words,
});

/** What an ablation claims of two sides. */
export const claimed = {
  alike: byMargin(rules.alike, 'Alike means: the whole 95% interval within 1 point.'),
  noLower: byMargin(
    rules.noLower,
    'No lower means: higher, or the whole 95% interval above −1 point.',
  ),
};
