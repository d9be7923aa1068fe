import { fileURLToPath } from 'node:url';
import { reasonOf } from '@singlora/errors';
import {
  captureEnvironment,
  identityOf,
  openTracking,
  packageVersions,
  TrackingError,
  type Environment,
  type RunRecord,
  type StartRun,
  type Tracking,
} from '@singlora/tracking';
import { codeVersion, type CodeVersion } from './code-version.ts';
import { commandLine } from './command-line.ts';
import { costTeller, type MeasuredStep } from './cost.ts';
import type { Context, Experiment, Finished, Plan, Session, Stage } from './experiment.ts';
import { claimAll } from './claim-all.ts';
import { followAll } from './follow-all.ts';
import { spoken } from './duration.ts';
import { secondsOf } from './estimate.ts';
import { failedElsewhere, UsageError } from './errors.ts';
import { explain } from './explain.ts';
import { removeLeftovers } from './leftovers.ts';
import { earlierLine, goesOn } from './other-code.ts';
import { shareOf, type Invocation } from './options.ts';
import { emptyTally, endedIn, type Tally } from './tally.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The libraries whose version can change a result. */
const packages = packageVersions([
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-node-gpu',
  '@huggingface/tokenizers',
  'hyparquet',
]);

/** An experiment, and where it stands. */
export interface Loaded {
  readonly experiment: Experiment;
  /** the path of its file, from the repository's root */
  readonly source: string;
  /** of its sources, where it is known already */
  readonly code?: CodeVersion;
}

/** The Nx project of an experiment's file, which is the folder that it is in: `experiments`. */
export const projectOf = (source: string): string => source.split('/', 1)[0] as string;

/** What the runs of one invocation share. */
interface Job {
  readonly experiment: Experiment;
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
  /** The run that `--continue` names, until it goes on. */
  continued?: RunRecord | undefined;
}

async function namedRun({ invocation, experiment, tracking }: Job): Promise<RunRecord | undefined> {
  if (invocation.continues === undefined) return undefined;
  const run = await tracking.get(invocation.continues);
  if (run.experiment === nameIn(experiment)) return run;
  throw new UsageError(`--continue: run ${run.id} is one of ${run.experiment}.`);
}

/** What a process that makes runs beside others of the same command does besides. */
export interface Beside {
  /** Shows what the first process alone need say: of what all share, and of runs that others made. */
  readonly aside: (line: string) => void;
  /** Is called before the first run that is left to make. */
  readonly begins: () => void;
}

/**
 * Makes every planned run in turn, then those that follow from them: skipped if finished, passed over while another process has it,
 * resumed if interrupted, recorded always.
 * @param tally is kept up to date, so that it holds what was made where this throws
 */
export async function runExperiment(
  experiment: Experiment,
  { source, code: known }: Omit<Loaded, 'experiment'>,
  parts: readonly Stage<unknown>[],
  invocation: Invocation,
  context: Context,
  tally: Tally = emptyTally(),
  beside: Beside = { aside: context.log, begins: () => undefined },
): Promise<Tally> {
  const { settings, shard, jobs } = invocation;
  const { env, log } = context;
  const { SINGLORA_BEGUN: begun = new Date().toISOString() } = env;
  const { SINGLORA_TRACKING_URL: url, SINGLORA_ARTIFACTS: artifacts } = env;
  const tracking = await openTracking(url, log, artifacts);
  try {
    await tracking.recordLeftBehind();
    const session = await experiment.prepare(settings, { ...context, log: beside.aside });
    const code = known ?? (await codeVersion(root, source));
    const { backend } = session;
    const environment = await captureEnvironment({ backend, packages, code: code.parts });
    const tellCost = costTeller({ log: beside.aside, jobs });
    const shared = { experiment, source, invocation, context, begun, tally, beside };
    const job: Job = { ...shared, tracking, session, code, environment, tellCost, seen: new Set() };
    let follow = followAll(parts);
    const planned = parts.flatMap(({ runs }) => runs);
    job.continued = await namedRun(job);
    const later = () => shareOf(follow?.alike ?? [], shard);
    await tellPlan(job, shareOf(planned, shard), later());
    await runAll(job, shareOf(planned, shard), later());
    let all = planned;
    while (follow && !tally.interrupted) {
      const finished = await finishedOf(job, all);
      if (finished.includes(undefined)) {
        beside.aside(
          '\nWhat follows from these runs needs all of them: give this command again once they have finished.',
        );
        if (!follow.inParts || tally.failed.length === 0 || tally.held.length > 0) break;
      }
      const stage: Stage<unknown> = follow.plan(finished as Finished<unknown>[]);
      follow = stage.follow;
      await runAll(job, shareOf(stage.runs, shard), later());
      all = [...all, ...stage.runs];
    }
    if (job.continued && !tally.interrupted && tally.held.length === 0)
      throw new UsageError(
        `--continue: no run that was left to make has the settings of run ${job.continued.id}.`,
      );
    return tally;
  } finally {
    await tracking.close();
  }
}

/** Says how many runs there are and, where runs like them are recorded, how long they take. */
async function tellPlan(
  job: Job,
  first: readonly Plan<unknown>[],
  later: readonly Plan<unknown>[],
): Promise<void> {
  const { experiment, invocation, tracking, session, environment, beside } = job;
  const all = [...first, ...later];
  const found = await Promise.all(all.map((plan) => tracking.find(identityIn(job, plan))));
  const left = all.filter((_, i) => found[i]?.status !== 'finished');
  if (left.length < 2) return;
  const records = await tracking.list({
    experiment: nameIn(experiment),
    status: 'finished',
    limit: 200,
  });
  const seconds = secondsOf(left, records, environment, (plan) => session.stepsOf?.(plan));
  const time =
    seconds === undefined
      ? ''
      : `, about ${spoken(seconds / invocation.jobs)} by recorded runs like them`;
  const counts =
    later.length > 0 ? `${first.length} runs, then ${later.length}` : `${all.length} runs`;
  beside.aside(`\n${counts}: ${left.length} left${time}`);
}

/** A planned run, and the line that names it. */
interface Named {
  readonly plan: Plan<unknown>;
  readonly title: string;
}

/** Makes the planned runs, each once: points of a grid may have some in common. `later` are alike those that will follow. */
async function runAll(
  job: Job,
  planned: readonly Plan<unknown>[],
  later: readonly Plan<unknown>[],
): Promise<void> {
  const { context, invocation, tally, beside } = job;
  const { signal } = context;
  const plans = planned.filter((plan) => {
    const identity = identityIn(job, plan);
    return !job.seen.has(identity) && job.seen.add(identity);
  });
  tally.planned += plans.length;
  const before = endedIn(tally);
  const named = plans.map((plan, i): Named => ({
    plan,
    title: `\n[${i + 1}/${plans.length}] ${plan.label}`,
  }));
  const held = await claimAll(
    named,
    async ({ item, ahead, isFirst }) => {
      const rest = [...ahead.map(({ plan }) => plan), ...later];
      const heldBy = await makeOrSkip(job, item, { ahead: rest, isFirstLook: isFirst });
      if (heldBy === undefined) return undefined;
      if (isFirst) beside.aside(`${item.title}\n  passed over: ${heldBy}`);
      return `${item.plan.label}: ${heldBy}`;
    },
    {
      ...{ waits: invocation.waits, signal },
      onWait: (all) =>
        beside.aside(
          `\nWaiting for ${all.length === 1 ? 'a run' : `${all.length} runs`} of other processes (--no-wait leaves them):\n  ${all.join('\n  ')}`,
        ),
    },
  );
  tally.held = [...tally.held, ...held];
  const done = endedIn(tally) - before;
  if (signal.aborted && done + held.length < plans.length) tally.interrupted = true;
}

/** Gives a sentence that says who has the run, where another process does. */
async function makeOrSkip(
  job: Job,
  named: Named,
  { ahead, isFirstLook }: { ahead: readonly Plan<unknown>[]; isFirstLook: boolean },
): Promise<string | undefined> {
  const { invocation, context, session, tracking, tally, begun, beside } = job;
  const { plan, title } = named;
  const isForced = invocation.force && isFirstLook;
  const previous = isForced ? undefined : await tracking.find(identityIn(job, plan));
  const { status, finishedAt = '' } = previous ?? {};
  if (previous && status === 'finished') {
    const described = session.describe(previous.summary, plan);
    beside.aside(`${title}\n  finished before (run ${previous.id}): ${described}`);
    if (finishedAt < begun) tally.skipped += 1;
    else tally.elsewhere += 1;
    return undefined;
  }
  if (previous && status === 'failed' && finishedAt >= begun) {
    const { id, error = '', owner } = previous;
    beside.aside(title);
    failed(job, plan, id, failedElsewhere(id, error, owner));
    return undefined;
  }
  const onStep = (measured: MeasuredStep) =>
    job.tellCost(measured, () => ahead.map((one) => session.stepsOf?.(one) ?? measured.totalSteps));
  const how = { fresh: isForced, ...(!isForced && (await takenOver(job, plan, previous))) };
  try {
    await runOne(job, named, { ...context, onStep }, how);
    return undefined;
  } catch (error) {
    if (hasCode(error, 'RUN_IN_PROGRESS')) return error.message;
    if (!hasCode(error, 'RUN_FINISHED')) throw error;
    return makeOrSkip(job, named, { ahead, isFirstLook: false }); // by another process, meanwhile
  }
}

/** Notes a run that failed, and ends the command unless it is to keep going. */
function failed(
  { tally, invocation, context }: Job,
  { label }: Plan<unknown>,
  id: string,
  error: unknown,
) {
  tally.failed.push(`${label} (run ${id}): ${reasonOf(error)}`);
  if (!invocation.keepGoing) throw error;
  const { printed } = explain(error);
  context.log(
    `  failed (run ${id}): ${printed instanceof Error ? printed.stack : String(printed)}`,
  );
}

const hasCode = (error: unknown, code: TrackingError['code']): error is TrackingError =>
  error instanceof TrackingError && error.code === code;

/** How the planned runs ended, in their order; undefined for one that has not finished. */
async function finishedOf(
  job: Job,
  plans: readonly Plan<unknown>[],
): Promise<(Finished<unknown> | undefined)[]> {
  const records = await Promise.all(plans.map((plan) => job.tracking.find(identityIn(job, plan))));
  return records.map((record, i) =>
    record?.status === 'finished'
      ? { config: plans[i]?.config, summary: record.summary }
      : undefined,
  );
}

/** What runs of an experiment are recorded as. */
const nameIn = ({ recordedAs, name }: Experiment) => recordedAs ?? name;

function identityIn({ experiment, code, session }: Job, plan: Plan<unknown>): string {
  const assets = assetsIn(session, plan);
  return identityOf({
    experiment: nameIn(experiment),
    config: plan.config,
    code: code.sha256,
    assets,
  });
}

const assetsIn = (session: Session<unknown>, plan: Plan<unknown>) => [
  ...session.assets,
  ...(session.assetsOf?.(plan) ?? []),
];

/**
 * What goes on in the place of a run that would begin anew, under this code, and a line about earlier ones where there are any.
 * @param own what there is under this code
 */
async function takenOver(job: Job, plan: Plan<unknown>, own: RunRecord | undefined): Promise<How> {
  const { experiment, code, session, tracking } = job;
  const assets = assetsIn(session, plan);
  const beginning = { experiment: nameIn(experiment), plan, code, assets };
  const { continued } = job;
  if (continued && goesOn(continued, beginning)) {
    if (own)
      throw new UsageError(
        `--continue: run ${own.id} of these settings has begun since, under this code; it goes on without the flag.`,
      );
    const { id } = continued;
    return { continues: id, says: `goes on with run ${id}, begun under other code` };
  }
  return own ? {} : { says: await earlierLine(tracking, beginning) };
}

/** How a run begins, and what is to be said of it. */
interface How extends Pick<StartRun, 'fresh' | 'continues'> {
  readonly says?: string | undefined;
}

async function runOne(
  job: Job,
  { plan, title }: Named,
  context: Context,
  { says, ...how }: How,
): Promise<void> {
  const { experiment, source, invocation, tracking, session, environment, tally, beside } = job;
  const run = await tracking.start({
    experiment: nameIn(experiment),
    identity: identityIn(job, plan),
    config: plan.config as Record<string, unknown>,
    environment,
    assets: assetsIn(session, plan),
    command: commandLine(projectOf(source), experiment.name, process.argv.slice(3)),
    ...how,
  });
  beside.begins();
  context.log([title, ...(says === undefined ? [] : [`  ${says}`])].join('\n'));
  if (how.continues !== undefined) job.continued = undefined;
  try {
    await removeLeftovers(run.folder);
    const outcome = await session.run(plan, run, context);
    if (outcome.status === 'finished') {
      await run.end('finished', outcome.summary);
      context.log(`  ${session.describe(outcome.summary, plan)} (run ${run.id})`);
      tally.made += 1;
    } else {
      await run.end('interrupted');
      const how = invocation.force ? 'the same command without --force' : 'the same command';
      context.log(`  interrupted and saved (run ${run.id}); ${how} goes on from here`);
      tally.interrupted = true;
    }
  } catch (error) {
    // The error that stopped the run is reported, whether or not it can be recorded.
    await run.end('failed', undefined, reasonOf(error)).catch((unrecorded: unknown) => {
      // It has ended already, or another process has it now.
      if (unrecorded !== error && !hasCode(unrecorded, 'RUN_ENDED'))
        context.log(`  ${reasonOf(unrecorded)}`);
    });
    failed(job, plan, run.id, error);
  }
}
