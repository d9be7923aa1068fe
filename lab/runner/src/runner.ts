import { openTracking, type RunRecord } from '@singlora/tracking';
import { misuse } from './errors.ts';
import type { Plan, Stage } from './experiment.ts';
import { recordedName } from './identity.ts';
import type { Loaded } from './load.ts';
import { hasSettingsOf } from './other-code.ts';
import { runAll } from './run-all.ts';
import { openSeries, type Asked, type RunSeries } from './series.ts';
import { finishedOf, sharesOf } from './stages.ts';
import { tellPlan } from './tell-plan.ts';

/**
 * Makes every planned run in turn, then those that depend on them. Finished runs are skipped, runs
 * of other processes passed over, interrupted ones resumed, and all recorded.
 * @param code of the experiment's sources, where it is already known
 */
export async function runExperiment(
  asked: Asked,
  first: Stage<unknown>,
  code?: Loaded['code'],
): Promise<void> {
  const { context, tally, beside } = asked;
  const { SINGLORA_TRACKING_URL: url, SINGLORA_ARTIFACTS: artifacts } = context.env;
  const tracking = await openTracking(url, context.log, artifacts);
  try {
    await tracking.recordLeftBehind();
    const series = await openSeries(asked, tracking, code);
    series.continued = await namedRun(series);
    let isTold = !beside.isFirst;
    const all: Plan<unknown>[] = [];
    for await (const { runs, later, isLast } of sharesOf(series, first)) {
      const { continued } = series;
      // Told before these are made, which may take days, and not after.
      if (continued && isLast && !runs.some((plan) => hasSettingsOf(continued, plan)))
        throw notLeft(continued);
      if (!isTold) await tellPlan(series, runs, later);
      isTold = true;
      await runAll(series, runs, later);
      all.push(...runs);
    }
    if (series.continued && !tally.interrupted && tally.held.length === 0)
      throw notLeft(series.continued);
    if (beside.isFirst && series.session.conclude) await tellConclusion(series, all);
  } finally {
    await tracking.close();
  }
}

async function tellConclusion(series: RunSeries, plans: readonly Plan<unknown>[]): Promise<void> {
  const finished = await finishedOf(series, plans);
  const said = series.session.conclude?.(finished.flatMap((one) => one ?? []));
  if (said !== undefined) series.beside.aside(`\n${said}`);
}

const notLeft = ({ id }: RunRecord) =>
  misuse`--continue: no run that was left to make has the settings of run ${id}.`;

async function namedRun(series: RunSeries): Promise<RunRecord | undefined> {
  const { invocation, experiment, tracking } = series;
  if (invocation.continues === undefined) return undefined;
  const run = await tracking.get(invocation.continues);
  if (run.experiment === recordedName(experiment)) return run;
  throw misuse`--continue: run ${run.id} is one of ${run.experiment}.`;
}
