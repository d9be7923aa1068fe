import { fileURLToPath } from 'node:url';
import {
  captureEnvironment,
  codeVersion,
  identityOf,
  openTracking,
  packageVersions,
  type Tracking,
} from '@singlora/tracking';
import type { Context, Experiment, Plan, Session } from './experiment.ts';
import type { Invocation } from './options.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The libraries whose version can change a result. */
const packages = packageVersions([
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-node-gpu',
  '@huggingface/tokenizers',
  'hyparquet',
]);

/** Code beside the project's own that no result of it depends on. */
const unrelated: Readonly<Record<string, readonly string[]>> = {
  experiments: ['packages/reporting', 'packages/scaling', 'experiments/commands'],
  theory: ['packages/reporting', 'packages/glue', 'packages/hub'],
};

/** How the runs of one invocation ended. */
export interface Tally {
  finished: number;
  skipped: number;
  interrupted: boolean;
}

/** Makes every planned run in turn: skipped if finished, resumed if interrupted, recorded always. */
export async function runExperiment(
  experiment: Experiment,
  project: string,
  plans: readonly Plan<unknown>[],
  invocation: Invocation,
  context: Context,
): Promise<Tally> {
  const tally: Tally = { finished: 0, skipped: 0, interrupted: false };
  const tracking = await openTracking();
  try {
    const session = await experiment.prepare(invocation.settings, context);
    const code = codeVersion(root, {
      folders: ['packages', project],
      except: unrelated[project] ?? [],
    });
    for (const [index, plan] of plans.entries()) {
      if (context.signal.aborted) tally.interrupted = true;
      if (tally.interrupted) break;
      context.log(`\n[${index + 1}/${plans.length}] ${plan.label}`);
      const identity = identityOf({
        experiment: experiment.name,
        config: plan.config,
        code,
        assets: [...session.assets],
      });
      const previous = await tracking.find(identity);
      if (previous?.status === 'finished' && !invocation.force) {
        context.log(
          `  finished before (run ${previous.id}): ${session.describe(previous.summary)}`,
        );
        tally.skipped += 1;
        continue;
      }
      const status = await runOne(
        experiment,
        project,
        plan,
        session,
        tracking,
        identity,
        invocation,
        context,
      );
      if (status === 'finished') tally.finished += 1;
      else tally.interrupted = true;
    }
    return tally;
  } finally {
    await tracking.close();
  }
}

async function runOne(
  experiment: Experiment,
  project: string,
  plan: Plan<unknown>,
  session: Session<unknown>,
  tracking: Tracking,
  identity: string,
  invocation: Invocation,
  context: Context,
): Promise<'finished' | 'interrupted'> {
  const run = await tracking.start({
    experiment: experiment.name,
    identity,
    config: plan.config as Record<string, unknown>,
    environment: await captureEnvironment({ backend: session.backend, packages }),
    assets: [...session.assets],
    command: commandLine(project, experiment.name),
    fresh: invocation.force,
  });
  try {
    const outcome = await session.run(plan, run, context);
    if (outcome.status === 'finished') {
      await run.end('finished', outcome.summary);
      context.log(`  ${session.describe(outcome.summary)} (run ${run.id})`);
    } else {
      await run.end('interrupted');
      const how = invocation.force ? 'the same command without --force' : 'the same command';
      context.log(`  interrupted and saved (run ${run.id}); ${how} goes on from here`);
    }
    return outcome.status;
  } catch (error) {
    await run.end('failed', undefined, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** The command that makes the same runs again, as a person would type it. */
function commandLine(project: string, name: string): string {
  const args = process.argv.slice(3).map((arg) => (/^[\w./=,:@+-]+$/.test(arg) ? arg : `'${arg}'`));
  return ['npx nx run', `${project}:${name}`, ...args].join(' ');
}
