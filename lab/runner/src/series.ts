import { fileURLToPath } from 'node:url';
import {
  captureEnvironment,
  packageVersions,
  type Environment,
  type RunRecord,
  type Tracking,
} from '@singlora/tracking';
import { codeVersion, type CodeVersion } from './code-version.ts';
import { costTeller } from './cost.ts';
import type { Emit } from './events.ts';
import type { Context, Experiment, Session } from './experiment.ts';
import type { Loaded } from './load.ts';
import type { Invocation } from './options.ts';
import { unlessStopped } from './or-interrupted.ts';
import type { Tally } from './tally.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The libraries whose versions can affect a result. */
const packages = packageVersions([
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-node-gpu',
  'tokenizers',
  'hyparquet',
]);

/** A command's request: its experiment, and how to report on the runs. */
export interface Asked {
  readonly experiment: Experiment;
  /** the path of the experiment's file, from the repository's root */
  readonly source: string;
  /** the arguments after that */
  readonly argv: readonly string[];
  readonly invocation: Invocation;
  readonly context: Context;
  /** kept up to date, so that it is complete even after an exception */
  readonly tally: Tally;
  readonly beside: Beside;
}

/** How a process reports, next to other processes of the same command. */
export interface Beside {
  /** Whether it is the first process, which alone reports what all share. */
  readonly isFirst: boolean;
  /** Shows a line in the first process only: about what all share, or about runs that others made. */
  readonly aside: (line: string) => void;
  readonly emit: Emit;
}

/** What all runs of one command share. */
export interface RunSeries extends Asked {
  readonly tracking: Tracking;
  readonly session: Session<unknown>;
  readonly code: CodeVersion;
  readonly environment: Environment;
  /** When the command began, ISO 8601 in UTC: runs that ended later were made during it. */
  readonly begun: string;
  readonly tellCost: ReturnType<typeof costTeller>;
  /** The identities of the planned runs. */
  readonly seen: Set<string>;
  /** The runs known to have finished before, by identity. */
  readonly finished: Map<string, RunRecord>;
  /** The run that `--continue` names, until it continues. */
  continued?: RunRecord | undefined;
}

/**
 * Opens what the runs of a command share.
 * @param known the version of the code that they load, where it is already known
 */
export async function openSeries(
  asked: Asked,
  tracking: Tracking,
  known: Loaded['code'],
): Promise<RunSeries> {
  const { experiment, source, invocation, context, beside } = asked;
  const { SINGLORA_BEGUN: begun = new Date().toISOString() } = context.env;
  const log = beside.aside;
  const session = await experiment.prepare(invocation.settings, { ...context, log });
  const code = known ?? (await unlessStopped(context.signal, () => codeVersion(root, source)));
  const { backend } = session;
  const environment = await captureEnvironment({ backend, packages, code: code.parts });
  const tellCost = costTeller({ log, jobs: invocation.jobs });
  return {
    ...asked,
    tracking,
    session,
    code,
    environment,
    begun,
    tellCost,
    seen: new Set(),
    finished: new Map(),
  };
}
