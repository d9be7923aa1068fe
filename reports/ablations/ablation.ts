import type { GlueRun, GlueSetting, GlueSubject } from '@singlora/comparison';
import type { Chart, Finding, Html } from '@singlora/reporting';
import type { FoundDifference } from './differences.ts';

/** The records of one ablation. */
export interface AblationRuns {
  /** The most relevant setting of each task and model; empty without measurements. */
  readonly settings: readonly GlueSetting[];
  /** The number of all settings, including those that `settings` leaves out. */
  readonly all: number;
  readonly trials: readonly GlueRun[];
}

/** A single varied setting: its part of the page, and the claim that it decides. */
export interface Ablation {
  /** The experiment's name. */
  readonly name: string;
  /** Its rank in the display order; ablations without one come last, by name. */
  readonly order?: number;
  readonly title: string;
  /** The question, and how it is measured; absent where `text/ablations.md` says it. */
  readonly intro?: Html;
  /** The claim in our words, and its place in the paper; absent if the question is ours. */
  readonly says: string;
  readonly place?: string;
  /** The paper's model and task that it is about; by default any in its tables. */
  readonly about?: GlueSubject;
  /** Undefined where the setting has no data for it. */
  readonly judge: (setting: GlueSetting) => Finding | undefined;
  /** The differences that it finds in a setting, corrected together. */
  readonly compared?: (setting: GlueSetting) => readonly FoundDifference[];
  /** A summary chart of the findings; undefined without a score. `id` is unique in the page. */
  chart(setting: GlueSetting, id: string): Chart | undefined;
  /** The rest of the part, below the chart. */
  body(setting: GlueSetting, runs: AblationRuns, id: string): Html;
}
