import { fileURLToPath } from 'node:url';
import {
  captureEnvironment,
  openTracking,
  packageVersions,
  type RunRecord,
} from '@singlora/tracking';
import { codeVersion } from './code-version.ts';
import { costTeller } from './cost.ts';
import { UsageError } from './errors.ts';
import type { Context, Experiment, Finished, Plan, Stage } from './experiment.ts';
import { followAll } from './follow-all.ts';
import { identityFor, recordedName } from './identity.ts';
import type { Loaded } from './load.ts';
import { shareOf, type Invocation } from './options.ts';
import { runAll } from './run-all.ts';
import type { Beside, Series } from './series.ts';
import { emptyTally, type Tally } from './tally.ts';
import { tellPlan } from './tell-plan.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The libraries whose version can change a result. */
const packages = packageVersions([
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-node-gpu',
  '@huggingface/tokenizers',
  'hyparquet',
]);

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
  beside: Beside = { isFirst: true, aside: context.log, begins: () => undefined },
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
    const series: Series = {
      ...{ experiment, source, invocation, context, begun, tally, beside },
      ...{ tracking, session, code, environment, tellCost },
      ...{ seen: new Set(), finished: new Map() },
    };
    let follow = followAll(parts);
    const planned = parts.flatMap(({ runs }) => runs);
    series.continued = await namedRun(series);
    const later = () => shareOf(follow?.alike ?? [], shard);
    if (beside.isFirst) await tellPlan(series, shareOf(planned, shard), later());
    await runAll(series, shareOf(planned, shard), later());
    let all = planned;
    while (follow && !tally.interrupted) {
      const finished = await finishedOf(series, all);
      if (finished.includes(undefined)) {
        beside.aside(
          '\nWhat follows from these runs needs all of them: give this command again once they have finished.',
        );
        if (!follow.inParts || tally.failed.length === 0 || tally.held.length > 0) break;
      }
      const stage: Stage<unknown> = follow.plan(finished as Finished<unknown>[]);
      follow = stage.follow;
      await runAll(series, shareOf(stage.runs, shard), later());
      all = [...all, ...stage.runs];
    }
    if (series.continued && !tally.interrupted && tally.held.length === 0)
      throw new UsageError(
        `--continue: no run that was left to make has the settings of run ${series.continued.id}.`,
      );
    return tally;
  } finally {
    await tracking.close();
  }
}

async function namedRun(series: Series): Promise<RunRecord | undefined> {
  const { invocation, experiment, tracking } = series;
  if (invocation.continues === undefined) return undefined;
  const run = await tracking.get(invocation.continues);
  if (run.experiment === recordedName(experiment)) return run;
  throw new UsageError(`--continue: run ${run.id} is one of ${run.experiment}.`);
}

/** How the planned runs ended, in their order; undefined for one that has not finished. */
async function finishedOf(
  series: Series,
  plans: readonly Plan<unknown>[],
): Promise<(Finished<unknown> | undefined)[]> {
  const records = await Promise.all(
    plans.map((plan) => series.tracking.find(identityFor(series, plan))),
  );
  return records.map((record, i) =>
    record?.status === 'finished'
      ? { config: plans[i]?.config, summary: record.summary }
      : undefined,
  );
}
