import type { Finding, Html } from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';
import type { CheckRecord, ConfigOf, ResultOf } from '../record.ts';
import type { Part } from './parts.ts';

/** A finished run of a check, with its result read and checked. */
export interface CheckRun<Record extends CheckRecord = CheckRecord> {
  readonly record: RunRecord;
  readonly config: ConfigOf<Record>;
  readonly result: ResultOf<Record>;
}

/** Something the paper says, beside what decides it here. */
export interface Claim<Run extends CheckRun = CheckRun> {
  /** Unique; its row's id in the page. */
  readonly id: string;
  /** The claim in our words, one sentence. */
  readonly says: string;
  /** Where the paper says it. */
  readonly place: string;
  /** Where on the page its evidence stands, if not at the beginning of the check's section. */
  readonly see?: { readonly title: string; readonly anchor: string };
  /** The method it is about, where what other checks derive for the limit of large widths belongs to the evidence. */
  readonly limitOf?: string;
  /** From one run or more; undefined where they hold nothing of it. */
  judge(runs: readonly Run[]): Finding | undefined;
}

/** What a page begins with: one sentence and one picture. */
export interface Headline {
  readonly says: string;
  readonly picture: readonly Part[];
}

/** What the report shows of a check: the default export of its `view/index.ts`, or several in a list. */
export interface CheckView<Run extends CheckRun = CheckRun> {
  readonly record: CheckRecord;
  /** Its section's, where a check has several; by default the check's name. */
  readonly id?: string;
  /** Of a check with several views: which runs this one shows, by their configuration. By default all. */
  shows?(config: Readonly<Record<string, unknown>>): boolean;
  /** The run with its verdicts by the rules of today, worked out from what it measured; by default as recorded. */
  judged?(run: Run): Run;
  /** Runs of all presets stand together, each with its own; by default only those of the largest are shown. */
  readonly together?: boolean;
  /** What a command that made its records does not do again, and what does. */
  readonly again?: Html;
  /** What makes its records; by default the check's command. */
  readonly command?: string;
  /** Where its section stands among those of other checks. */
  readonly place: number;
  /** What the table of contents calls it. */
  readonly short: string;
  readonly title: string;
  /** What is asked, and how it is measured. */
  readonly intro: Html;
  readonly claims?: readonly Claim<Run>[];
  /** Whether its claims are judged by algebra alone; by default they are measured. */
  readonly derives?: boolean;
  /** Where its claims stand among those of other checks, if not in the order of the sections. */
  readonly claimsPlace?: number;
  /** What is derived for a method in the limit of large widths, a sentence after a space; empty where nothing is. */
  limit?(runs: readonly Run[], method: string): string;
  /** What the page is to begin with, where the runs shown, and those of other presets, hold it. */
  headline?(runs: readonly Run[], others: readonly Run[]): Headline | undefined;
  /** What is to be seen of the section before it is unfolded. */
  lead?(runs: readonly Run[]): readonly Part[];
  /** What stands folded below what says which runs it shows: all of one preset, one or more. */
  body(runs: readonly Run[]): readonly Part[];
}
