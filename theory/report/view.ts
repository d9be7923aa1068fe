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
  /** The place in the paper. */
  readonly place: string;
  /** The place of its evidence on the page, if not at the beginning of the check's section. */
  readonly see?: { readonly title: string; readonly anchor: string };
  /** The method it is about, where what other checks derive for the limit of large widths belongs to the evidence. */
  readonly limitOf?: string;
  /** The finding from one run or more; undefined where they hold nothing of it. */
  judge(runs: readonly Run[]): Finding | undefined;
}

/** The beginning of a page: one sentence and one picture. */
export interface Headline {
  readonly says: string;
  readonly picture: readonly Part[];
}

/** The report's view of a check: the default export of its `view/index.ts`, or several in a list. */
export interface CheckView<Run extends CheckRun = CheckRun> {
  readonly record: CheckRecord;
  /** Its section's id, where a check has several; by default the check's name. */
  readonly id?: string;
  /** Whether this view shows a run, by its configuration, where a check has several views. By default it shows all. */
  shows?(config: Readonly<Record<string, unknown>>): boolean;
  /** The run with its verdicts by the rules of today, worked out from what it measured; by default as recorded. */
  judged?(run: Run): Run;
  /** Runs of all presets stand together, each with its own; by default only those of the largest are shown. */
  readonly together?: boolean;
  /** A remark on records that their command does not make again, and on the one that does. */
  readonly again?: Html;
  /** The command that makes its records; by default the check's. */
  readonly command?: string;
  /** The place of its section among those of other checks. */
  readonly place: number;
  /** Its name in the table of contents. */
  readonly short: string;
  readonly title: string;
  /** The question, and how it is measured. */
  readonly intro: Html;
  readonly claims?: readonly Claim<Run>[];
  /** Whether its claims are judged by algebra alone; by default they are measured. */
  readonly derives?: boolean;
  /** The place of its claims among those of other checks, if not in the order of the sections. */
  readonly claimsPlace?: number;
  /** A sentence, after a space, on what is derived for a method in the limit of large widths; empty where nothing is. */
  limit?(runs: readonly Run[], method: string): string;
  /** The headline for the page, where the runs shown, and those of other presets, hold one. */
  headline?(runs: readonly Run[], others: readonly Run[]): Headline | undefined;
  /** The parts of the section that are seen before it is unfolded. */
  lead?(runs: readonly Run[]): readonly Part[];
  /** The folded parts of the section, below the words on the runs that it shows: all of one preset, one or more. */
  body(runs: readonly Run[]): readonly Part[];
}
