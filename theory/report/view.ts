import type { Finding } from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';
import type { CheckRecord, ConfigOf, ResultOf } from '../record.ts';
import type { ExponentFinding } from '@singlora/records';
import type { Part } from './parts.ts';

/** A finished run of a check, with its result parsed and checked. */
export interface CheckRun<Record extends CheckRecord = CheckRecord> {
  readonly record: RunRecord;
  readonly config: ConfigOf<Record>;
  readonly result: ResultOf<Record>;
}

/** A claim of the paper, with what decides it here. */
export interface TheoryClaim<Run extends CheckRun = CheckRun> {
  /** Unique; its row's id in the page. */
  readonly id: string;
  /** The claim in our words, one sentence. */
  readonly says: string;
  readonly place: string;
  /** The location of its evidence on the page, if not the start of the check's section. */
  readonly see?: { readonly title: string; readonly anchor: string };
  /** The finding from one or more runs; undefined where they have no data for it. */
  judge(runs: readonly Run[]): Finding | undefined;
}

/** A finding with the run that it rests on; the design follows from the run. */
export interface RunFinding<Run extends CheckRun = CheckRun> {
  readonly run: Run;
  readonly finding: Omit<ExponentFinding, 'design'>;
}

/** The report's view of a check: the default export of its `view/index.ts`, which may also be a list of several. */
export interface CheckView<Run extends CheckRun = CheckRun> {
  readonly record: CheckRecord;
  /** Its section's id, where a check has several; by default the check's name. */
  readonly id?: string;
  /** The presets whose runs this view shows; by default those that no other view of the check has. */
  readonly presets?: readonly string[];
  /** The run with its verdicts by today's rules, recomputed from its measurements; by default as recorded. */
  judged?(run: Run): Run;
  /** Whether runs of all presets are shown together; by default only those of the largest are shown. */
  readonly together?: boolean;
  /** The command that makes its records; by default the check's, with the first of its presets. */
  readonly command?: string;
  /** The rank of its section among those of other checks. */
  readonly place: number;
  /** Its name where others mention it; the page's document has its heading and its text. */
  readonly short: string;
  readonly claims?: readonly TheoryClaim<Run>[];
  /** Whether its claims are judged by algebra alone; by default they are measured. */
  readonly derives?: boolean;
  /** The rank of its claims among those of other checks, if it differs from the order of sections. */
  readonly claimsPlace?: number;
  /** What it finds of exponents, each with its run, in the shown runs and those of other presets. */
  findings?(runs: readonly Run[], others: readonly Run[]): readonly RunFinding<Run>[];
  /** The picture of the page's main finding, in the shown runs and those of other presets; empty without them. */
  picture?(runs: readonly Run[], others: readonly Run[]): readonly Part[];
  lead?(runs: readonly Run[]): readonly Part[];
  /** The collapsed parts of the section, below the words on its runs, which are all of one or more presets. */
  body(runs: readonly Run[]): readonly Part[];
}
