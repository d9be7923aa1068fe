import type { GlueRun, GlueSetting, GlueSubject } from '@singlora/comparison';
import type { Chart, ClaimVerdict, Finding, Html } from '@singlora/reporting';
import type { Compared } from './differences.ts';

/** The records of one ablation. */
export interface AblationRuns {
  /** The most telling setting of each task and model; empty where nothing is measured. */
  readonly settings: readonly GlueSetting[];
  /** The number of all settings, of which `settings` are the most telling. */
  readonly all: number;
  readonly trials: readonly GlueRun[];
}

/** One thing varied while all else stays: its part of the page, and the claim that it decides. */
export interface Ablation {
  /** The experiment's name. */
  readonly name: string;
  /** Its place among the others; those without one stand last, by name. */
  readonly order?: number;
  readonly title: string;
  /** The question, and how it is measured. */
  readonly intro: Html;
  /** The claim in our words, and where the paper makes it: nowhere, if the question is ours. */
  readonly says: string;
  readonly place?: string;
  /** The paper's model and task that it is about; by default any of its tables. */
  readonly about?: GlueSubject;
  /** Undefined where the setting holds nothing of it. */
  readonly judge: (setting: GlueSetting) => Finding | undefined;
  /** The advice where the verdict is `on`, and the differences that support it; with none it is not given. */
  readonly advice?: {
    readonly on: ClaimVerdict;
    readonly says: string;
    readonly by: (setting: GlueSetting) => readonly Compared[];
  };
  /** A chart of the findings at a glance; undefined without a score. `id` is unique in the page. */
  chart(setting: GlueSetting, id: string): Chart | undefined;
  /** The rest, below the chart. */
  body(setting: GlueSetting, runs: AblationRuns, id: string): Html;
}
