import { fileURLToPath } from 'node:url';
import { reasonOf } from '@singlora/errors';
import {
  captureEnvironment,
  identityOf,
  openTracking,
  packageVersions,
  TrackingError,
  type RunRecord,
  type StartRun,
  type Tracking,
} from '@singlora/tracking';
import { codeVersion, type CodeVersion } from './code-version.ts';
import { commandLine } from './command-line.ts';
import { costTeller, type MeasuredStep } from './cost.ts';
import type { Context, Experiment, Finished, Plan, Session, Stage } from './experiment.ts';
import { UsageError } from './errors.ts';
import { noHelpers, type Helpers } from './helpers.ts';
import { removeLeftovers } from './leftovers.ts';
import { earlierLine, goesOn } from './other-code.ts';
import { shareOf, type Invocation } from './options.ts';
import type { Project } from './project.ts';

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
  readonly project: Project;
  /** the path of its file, from the repository's root */
  readonly source: string;
  /** of its sources, where it is known already */
  readonly code?: CodeVersion;
}

/** How the runs of one invocation ended. */
interface Tally {
  finished: number;
  skipped: number;
  interrupted: boolean;
  /** A line for each run that another process still has. */
  held: string[];
}

/** What the runs of one invocation share. */
interface Job {
  readonly experiment: Experiment;
  readonly project: Project;
  readonly invocation: Invocation;
  readonly context: Context;
  readonly tracking: Tracking;
  readonly session: Session<unknown>;
  readonly code: CodeVersion;
  readonly tally: Tally;
  readonly tellCost: ReturnType<typeof costTeller>;
  /** Begin with the first run that is left to make. */
  readonly helpers: Helpers;
  /** The run that `--continue` names, until it goes on. */
  continued?: RunRecord | undefined;
}

async function namedRun({ invocation, experiment, tracking }: Job): Promise<RunRecord | undefined> {
  if (invocation.continues === undefined) return undefined;
  const run = await tracking.get(invocation.continues);
  if (run.experiment === nameIn(experiment)) return run;
  throw new UsageError(`--continue: run ${run.id} is one of ${run.experiment}.`);
}

/** Makes every planned run in turn, then those that follow from them: skipped if finished or another process has it, resumed if interrupted, recorded always. */
export async function runExperiment(
  experiment: Experiment,
  { project, source, code: known }: Omit<Loaded, 'experiment'>,
  planned: readonly Plan<unknown>[],
  invocation: Invocation,
  context: Context,
  helpers: Helpers = noHelpers,
): Promise<Tally> {
  const { settings, preset, shard, jobs } = invocation;
  const tally: Tally = { finished: 0, skipped: 0, interrupted: false, held: [] };
  const tracking = await openTracking(context.env['SINGLORA_TRACKING_URL'], context.log);
  try {
    await tracking.recordLeftBehind();
    const session = await experiment.prepare(settings, context);
    const code = known ?? (await codeVersion(root, source));
    const tellCost = costTeller({ log: context.log, jobs });
    const shared = { experiment, project, invocation, context };
    const job: Job = { ...shared, tracking, session, code, tally, tellCost, helpers };
    let follow = experiment.follow?.(settings, preset);
    job.continued = await namedRun(job);
    const later = () => shareOf(follow?.alike ?? [], shard);
    await runAll(job, shareOf(planned, shard), later());
    let all = planned;
    while (follow && !tally.interrupted) {
      const finished = await finishedOf(job, all);
      if (!finished) {
        context.log(
          '\nOther parts of these runs have not finished: give this command again once they have.',
        );
        break;
      }
      const stage: Stage<unknown> = follow.plan(finished);
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

/**
 * Makes the planned runs; `later` are alike those that will follow. What another process has is passed over, and looked at
 * again in the end: it may have finished there, or be left by then. Of several jobs each waits for what others have.
 */
async function runAll(
  job: Job,
  plans: readonly Plan<unknown>[],
  later: readonly Plan<unknown>[] = [],
): Promise<void> {
  const { context, tally } = job;
  let left = plans.map((plan, index) => ({ plan, index, held: '' }));
  for (let look = 1; left.length > 0; look++) {
    const busy: typeof left = [];
    for (const [at, { plan, index }] of left.entries()) {
      if (context.signal.aborted) tally.interrupted = true;
      if (tally.interrupted) return;
      context.log(`\n[${index + 1}/${plans.length}] ${plan.label}`);
      const ahead = [...left.slice(at + 1).map((other) => other.plan), ...later];
      try {
        await makeOrSkip(job, plan, { ahead, isFirstLook: look === 1 });
      } catch (error) {
        if (!hasCode(error, 'RUN_IN_PROGRESS')) throw error;
        context.log(`  passed over: ${error.message}`);
        tally.interrupted ||= context.signal.aborted; // while it waited
        busy.push({ plan, index, held: `  ${plan.label}: ${error.message}` });
      }
    }
    if (look > 1 && busy.length === left.length) {
      tally.held.push(...busy.map(({ held }) => held));
      return;
    }
    left = busy;
  }
}

/** Throws RUN_IN_PROGRESS where another process has the run. */
async function makeOrSkip(
  job: Job,
  plan: Plan<unknown>,
  { ahead, isFirstLook }: { ahead: readonly Plan<unknown>[]; isFirstLook: boolean },
): Promise<void> {
  const { context, invocation, session, tracking, tally } = job;
  const isForced = invocation.force && isFirstLook;
  const previous = isForced ? undefined : await tracking.find(identityIn(job, plan));
  if (previous?.status === 'finished') {
    const described = session.describe(previous.summary, plan);
    context.log(`  finished before (run ${previous.id}): ${described}`);
    tally.skipped += 1;
    return;
  }
  const onStep = (measured: MeasuredStep) =>
    job.tellCost(measured, () => ahead.map((one) => session.stepsOf?.(one) ?? measured.totalSteps));
  const forOthers = invocation.jobs > 1 ? 'for-its-end' : 'for-news';
  const how = { fresh: isForced, waits: isFirstLook ? undefined : forOthers } as const;
  const continues = isForced ? undefined : await takenOver(job, plan, previous);
  job.helpers.start();
  try {
    const status = await runOne(job, plan, { ...context, onStep }, { ...how, ...continues });
    if (status === 'finished') tally.finished += 1;
    else tally.interrupted = true;
  } catch (error) {
    if (!hasCode(error, 'RUN_FINISHED')) throw error;
    await makeOrSkip(job, plan, { ahead, isFirstLook: false }); // by another process, meanwhile
  }
}

const hasCode = (error: unknown, code: TrackingError['code']): error is TrackingError =>
  error instanceof TrackingError && error.code === code;

/** How the planned runs ended, in their order; undefined where one has not. */
async function finishedOf(
  job: Job,
  plans: readonly Plan<unknown>[],
): Promise<Finished<unknown>[] | undefined> {
  const records = await Promise.all(plans.map((plan) => job.tracking.find(identityIn(job, plan))));
  const finished = records.flatMap((record, i) =>
    record?.status === 'finished' ? [{ config: plans[i]?.config, summary: record.summary }] : [],
  );
  return finished.length === plans.length ? finished : undefined;
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
 * The run that goes on in the place of one that would begin anew, under this code; says what there is of earlier ones.
 * @param own what there is under this code
 */
async function takenOver(
  job: Job,
  plan: Plan<unknown>,
  own: RunRecord | undefined,
): Promise<Pick<StartRun, 'continues'> | undefined> {
  const { experiment, code, session, tracking, context } = job;
  const assets = assetsIn(session, plan);
  const beginning = { experiment: nameIn(experiment), plan, code, assets };
  const { continued } = job;
  if (continued && goesOn(continued, beginning)) {
    if (own)
      throw new UsageError(
        `--continue: run ${own.id} of these settings has begun since, under this code; it goes on without the flag.`,
      );
    context.log(`  goes on with run ${continued.id}, begun under other code`);
    return { continues: continued.id };
  }
  if (own) return undefined;
  const line = await earlierLine(tracking, beginning);
  if (line !== undefined) context.log(`  ${line}`);
  return undefined;
}

async function runOne(
  job: Job,
  plan: Plan<unknown>,
  context: Context,
  how: Pick<StartRun, 'fresh' | 'waits' | 'continues'>,
): Promise<'finished' | 'interrupted'> {
  const { experiment, project, invocation, tracking, session, code } = job;
  const { backend } = session;
  const run = await tracking.start({
    experiment: nameIn(experiment),
    identity: identityIn(job, plan),
    config: plan.config as Record<string, unknown>,
    environment: await captureEnvironment({ backend, packages, code: code.parts }),
    assets: assetsIn(session, plan),
    command: commandLine(project.name, experiment.name, process.argv.slice(3)),
    ...how,
    signal: context.signal,
  });
  if (how.continues !== undefined) job.continued = undefined;
  try {
    await removeLeftovers(run.folder);
    const outcome = await session.run(plan, run, context);
    if (outcome.status === 'finished') {
      await run.end('finished', outcome.summary);
      context.log(`  ${session.describe(outcome.summary, plan)} (run ${run.id})`);
    } else {
      await run.end('interrupted');
      const how = invocation.force ? 'the same command without --force' : 'the same command';
      context.log(`  interrupted and saved (run ${run.id}); ${how} goes on from here`);
    }
    return outcome.status;
  } catch (error) {
    // The error that stopped the run is reported, whether or not it can be recorded.
    await run.end('failed', undefined, reasonOf(error)).catch((unrecorded: unknown) => {
      // It has ended already, or another process has it now.
      if (unrecorded !== error && !hasCode(unrecorded, 'RUN_ENDED'))
        context.log(`  ${reasonOf(unrecorded)}`);
    });
    throw error;
  }
}
