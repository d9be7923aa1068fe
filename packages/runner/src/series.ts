import type { Environment, RunRecord, Tracking } from '@singlora/tracking';
import type { CodeVersion } from './code-version.ts';
import type { costTeller } from './cost.ts';
import type { Context, Experiment, Session } from './experiment.ts';
import type { Invocation } from './options.ts';
import type { Tally } from './tally.ts';

/** The runs of one command, by what they share. */
export interface Series {
  readonly experiment: Experiment;
  /** the path of the experiment's file, from the repository's root */
  readonly source: string;
  readonly invocation: Invocation;
  readonly context: Context;
  readonly tracking: Tracking;
  readonly session: Session<unknown>;
  readonly code: CodeVersion;
  readonly environment: Environment;
  /** When the command began: what ended since ended beside it. ISO 8601 in UTC. */
  readonly begun: string;
  readonly tally: Tally;
  readonly tellCost: ReturnType<typeof costTeller>;
  readonly beside: Beside;
  /** The identities of the runs that were planned. */
  readonly seen: Set<string>;
  /** The runs that are known to have finished before, by identity. */
  readonly finished: Map<string, RunRecord>;
  /** The run that `--continue` names, until it goes on. */
  continued?: RunRecord | undefined;
}

/** What a process that makes runs beside others of the same command does besides. */
export interface Beside {
  /** Whether it is the first, which alone says what all share. */
  readonly isFirst: boolean;
  /** Shows what the first process alone says: of what all share, and of runs that others made. */
  readonly aside: (line: string) => void;
  /** Is called before the first run that is left to make. */
  readonly begins: () => void;
}
