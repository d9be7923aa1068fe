import type { AssetRecord, Run } from '@singlora/tracking';
import type { z } from 'zod';
import type { MeasuredStep } from './cost.ts';
import type { RecordedAsset } from './run-file.ts';

/** One run to make: its resolved configuration, which is its identity, and its name for people. */
export interface Plan<Config> {
  readonly label: string;
  readonly config: Config;
}

/** A run that has finished, with its final numbers. */
export interface Finished<Config> {
  readonly config: Config;
  readonly summary: Readonly<Record<string, number>>;
}

/** Runs that come after others. */
export interface FollowUp<Config> {
  /**
   * The runs to make, asked for once every run before them has finished.
   * @param finished the settings and final numbers of all of these, in the order in which they were planned
   */
  plan(finished: readonly Finished<Config>[]): Stage<Config>;
  /**
   * Whether some of it follows from some of the runs. Where others failed, `plan` gets undefined in their place, and plans what
   * needs none of them.
   */
  readonly inParts?: boolean;
  /** Runs of the same sizes, at least as many as will come: they estimate the cost of runs that cannot be planned yet. */
  readonly alike?: readonly Plan<Config>[];
}

/** Runs to make, and what comes after them. */
export interface Stage<Config> {
  readonly runs: readonly Plan<Config>[];
  readonly follow?: FollowUp<Config> | undefined;
}

/** How a run ended. */
export type Outcome =
  | { readonly status: 'finished'; readonly summary: Record<string, number> }
  | { readonly status: 'interrupted' };

/** What an experiment may use while it prepares and runs; it never touches the process itself. */
export interface Context {
  /** Shows a line of text to whoever gave the command. */
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** Seconds between two checkpoints; undefined: only where a run ends or stops. Does not change a result. */
  readonly checkpointEvery?: number | undefined;
  /** Takes each step of training, to tell early what the runs will cost. */
  readonly onStep?: (measured: MeasuredStep) => void;
}

/** Everything the runs of one invocation share: the backend, the assets, the rows. */
export interface Session<Config> {
  readonly backend: string;
  readonly assets: readonly AssetRecord[];
  /** The models and data that one run uses besides. */
  assetsOf?(plan: Plan<Config>): readonly AssetRecord[];
  /**
   * Makes one run, or goes on with an interrupted one from the checkpoint in its folder. What it throws is recorded
   * as the run's failure and ends the command.
   */
  run(plan: Plan<Config>, run: Run, context: Context): Promise<Outcome>;
  /** The number of training steps of a run; absent: all take as many. */
  stepsOf?(plan: Plan<Config>): number;
  /** One line about a finished run, from its summary. */
  describe(summary: Readonly<Record<string, number>>, plan: Plan<Config>): string;
}

/**
 * An experiment is data (settings, presets) and two functions. `settings` describes every command-line flag: its path, or
 * the end of it, in kebab case is the flag, the description its help.
 */
export interface Experiment<Settings = unknown, Config = unknown> {
  readonly name: string;
  /** The experiment that its runs are recorded as, where that is another. */
  readonly recordedAs?: string;
  readonly description: string;
  readonly settings: z.ZodObject;
  readonly presets: Readonly<Record<string, Settings>>;
  readonly defaultPreset: string;
  /** The flags that `--help` shows, each with the path of its setting; absent: all of them, by their paths. */
  readonly usual?: Readonly<Record<string, string>>;
  /**
   * The paths of the settings that may take several values, with all within them; runs are planned for each point of the
   * grid. What runs share depends on none of them.
   */
  readonly grid?: readonly string[];
  /** The schema of the configuration that its runs record, which `--config` reads. */
  readonly config?: z.ZodType<Config>;
  /** The settings that make a recorded run again, over those of the default preset. */
  settingsOf?(this: void, config: Config, assets: readonly RecordedAsset[]): Partial<Settings>;
  /** The plan of a recorded run that no settings ask for alone; no flag changes it. */
  planOf?(this: void, config: Config): Plan<Config>;
  /** Makes settings of what preset and flags say; `given` are the settings that a flag said something of. */
  settle?(
    this: void,
    chosen: Readonly<Record<string, unknown>>,
    given: ReadonlySet<string>,
  ): Readonly<Record<string, unknown>>;
  /** Its runs save while they train, and so take `--checkpoint-every`. */
  readonly checkpoints?: boolean;
  /** The runs that these settings ask for, in order. Nothing is loaded yet: `--dry-run` only plans. */
  plan(settings: Settings, preset: string): readonly Plan<Config>[];
  /** The settings as this machine can honour them, such as in another precision; asked before its runs are planned, and not for `--dry-run`. */
  fit?(settings: Settings, context: Context): Promise<Settings>;
  /**
   * The needs and the cost of these runs, told before they begin and for `--dry-run`; `missing` lists all that keeps them from
   * beginning.
   */
  needs?(
    settings: Settings,
    preset: string,
    context: Context,
  ): Promise<{ readonly told: readonly string[]; readonly missing: readonly string[] }>;
  /**
   * The runs that depend on how all of `plan` ended, such as those at the rates that a search chose; undefined where
   * these settings have none.
   */
  follow?(settings: Settings, preset: string): FollowUp<Config> | undefined;
  /**
   * Answers settings that ask a question and for no run: prints lines to standard output, and gives the exit code. Undefined where
   * they ask for runs.
   */
  answer?(settings: Settings, print: (line: string) => void): Promise<number> | undefined;
  /** Loads what the runs share, once, before the first of them. */
  prepare(settings: Settings, context: Context): Promise<Session<Config>>;
}
