import type { AssetRecord, Run } from '@singlora/tracking';
import type { z } from 'zod';
import type { TimedStep } from './cost.ts';
import type { RecordedAsset } from './run-file.ts';

/** One run to make: its resolved configuration, which determines its identity, and its name for people. */
export interface Plan<Config> {
  readonly label: string;
  readonly config: Config;
}

/** A finished run, with the final values of its summary. */
export interface Finished<Config> {
  readonly config: Config;
  readonly summary: Readonly<Record<string, number>>;
}

/** Runs that depend on other runs. */
export interface FollowUp<Config> {
  /**
   * The runs to make, once all runs before them have finished.
   * @param finished the settings and final values of all of these, in planned order
   */
  plan(finished: readonly Finished<Config>[]): Stage<Config>;
  /**
   * Whether parts of it depend only on some of the runs. Where others failed, `plan` gets undefined
   * for them, and plans the runs that need none of them.
   */
  readonly inParts?: boolean;
  /** Runs of the same sizes, at least as many as will follow: for cost estimates before the runs can be planned. */
  readonly alike?: readonly Plan<Config>[];
}

/** Runs to make, and the runs that depend on them. */
export interface Stage<Config> {
  readonly runs: readonly Plan<Config>[];
  readonly follow?: FollowUp<Config> | undefined;
}

/** A finished run with its name. */
export type Concluded<Config> = Plan<Config> & Finished<Config>;

/** How a run ended. */
export type Outcome =
  | { readonly status: 'finished'; readonly summary: Record<string, number> }
  | { readonly status: 'interrupted' };

/** The facilities that an experiment may use while it prepares and runs; it never touches the process itself. */
export interface Context {
  /** Shows a line of text to the user. */
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** Seconds between checkpoints; undefined: save only when a run ends or stops. Does not affect results. */
  readonly checkpointEvery?: number | undefined;
  /** Takes each training step, for an early report of the runs' cost. */
  readonly onStep?: (measured: TimedStep) => void;
}

/** What all runs of one invocation share: the backend, the assets, the rows. */
export interface Session<Config> {
  readonly backend: string;
  readonly assets: readonly AssetRecord[];
  /** Further models and data that one run uses. */
  assetsOf?(plan: Plan<Config>): readonly AssetRecord[];
  /**
   * Makes one run, or resumes an interrupted one from the checkpoint in its folder. An exception is
   * recorded as the run's failure and ends the command.
   */
  run(plan: Plan<Config>, run: Run, context: Context): Promise<Outcome>;
  /** The number of training steps of a run; absent: the same for all. */
  stepsOf?(plan: Plan<Config>): number;
  /** One line about a finished run, made from its summary. */
  describe(summary: Readonly<Record<string, number>>, plan: Plan<Config>): string;
  /** A sentence about all finished runs of a command together, where one can say it. */
  conclude?(finished: readonly Concluded<Config>[]): string | undefined;
}

/**
 * An experiment is data (settings, presets) and two functions. `settings` defines all command-line flags: a
 * flag is a setting's path, or the end of it, in kebab case, and the setting's description is its help.
 */
export interface Experiment<Settings = unknown, Config = unknown> {
  readonly name: string;
  /** The experiment name in its runs' records, if different. */
  readonly recordedAs?: string;
  readonly description: string;
  readonly settings: z.ZodObject;
  readonly presets: Readonly<Record<string, Settings>>;
  readonly defaultPreset: string;
  /** What takes the place of presets that other experiments have: a sentence by the preset's name. */
  readonly otherPresets?: Readonly<Record<string, string>>;
  /** The flags that `--help` shows, each with the path of its setting; absent: all settings, by their paths. */
  readonly usual?: Readonly<Record<string, string>>;
  /**
   * The paths of the settings that may take several values, including their nested settings; runs
   * are planned for each point of the grid. What runs share depends on none of them.
   */
  readonly grid?: readonly string[];
  /** The schema of its runs' recorded configuration, which `--config` reads. */
  readonly config?: z.ZodType<Config>;
  /** The settings that repeat a recorded run, on top of the default preset. */
  settingsOf?(this: void, config: Config, assets: readonly RecordedAsset[]): Partial<Settings>;
  /** The plan of a recorded run that no settings produce by themselves; flags do not change it. */
  planOf?(this: void, config: Config): Plan<Config>;
  /** Completes the settings of preset and flags; `given` are the settings that flags changed, and the parts of these: `adapter`, `adapter.r`. */
  settle?(
    this: void,
    chosen: Readonly<Record<string, unknown>>,
    given: ReadonlySet<string>,
  ): Readonly<Record<string, unknown>>;
  /** Whether its runs save during training, and so support `--checkpoint-every`. */
  readonly checkpoints?: boolean;
  /** The runs for these settings, in order. Nothing is loaded yet: `--dry-run` only plans. */
  plan(settings: Settings, preset: string): readonly Plan<Config>[];
  /** Adapts the settings to this machine, for example with another precision. Called before planning, but not for `--dry-run`. */
  fit?(settings: Settings, context: Context): Promise<Settings>;
  /**
   * The requirements and the cost of these runs, reported before they start and for `--dry-run`;
   * `missing` lists everything that prevents the start.
   */
  needs?(
    settings: Settings,
    preset: string,
    context: Context,
  ): Promise<{ readonly told: readonly string[]; readonly missing: readonly string[] }>;
  /**
   * The runs that depend on the results of all runs of `plan`, such as those at the best rates of a
   * search; undefined where there are none.
   */
  follow?(settings: Settings, preset: string): FollowUp<Config> | undefined;
  /** Loads what the runs share, once before the first run. */
  prepare(settings: Settings, context: Context): Promise<Session<Config>>;
}
