import { reasonOf } from '@singlora/core/errors';
import { openForReading, type AssetRecord } from '@singlora/tracking';
import { commandFor } from './command-line.ts';
import { isAbort, UsageError } from './errors.ts';
import { estimateIn } from './estimate.ts';
import type { Plan } from './experiment.ts';
import { assetsFor, identityFor } from './identity.ts';
import type { Loaded } from './load.ts';
import { shareOf } from './options.ts';
import { fit, planned } from './planned.ts';
import { openSeries, type Asked } from './series.ts';
import { sharesOf } from './stages.ts';

/** A run that a command would make. Where its models and data are not found, only its label and configuration are known. */
export interface PlannedRun extends Plan<unknown> {
  readonly identity: string | null;
  /** the id and the status of the newest run of this identity */
  readonly run: string | null;
  readonly status: string | null;
  readonly steps: number | null;
  /** the estimated duration, from similar recorded runs */
  readonly seconds: number | null;
  readonly assets: readonly AssetRecord[] | null;
  /** the command that plans it */
  readonly command: string | null;
}

/**
 * The runs that a command would make, including those that follow from finished ones. Models and data are found, and
 * fetched where missing, as for real runs: an identity includes their hashes. Where that fails, the result says why.
 * @param code of the experiment's sources, where it is already known
 */
export async function plannedRuns(asked: Asked, code?: Loaded['code']): Promise<PlannedRun[]> {
  const { experiment, context } = asked;
  const { SINGLORA_TRACKING_URL: url, SINGLORA_ARTIFACTS: artifacts } = context.env;
  const tracking = await openForReading(url, context.log, artifacts);
  try {
    const { settings, preset } = asked.invocation;
    const { missing = [] } = (await experiment.needs?.(settings, preset, context)) ?? {};
    if (missing.length > 0) throw new Error(`missing is ${missing.join('; ')}`);
    const invocation = await fit(experiment, asked.invocation, context);
    const series = await openSeries({ ...asked, invocation }, tracking, code);
    const estimate = await estimateIn(series);
    const runs = new Map<string, PlannedRun>();
    for await (const stage of sharesOf(series, planned(experiment, invocation)))
      for (const plan of stage.runs) {
        const { label, config } = plan;
        const identity = identityFor(series, plan);
        const { id: run = null, status = null } = (await tracking.find(identity)) ?? {};
        const steps = series.session.stepsOf?.(plan) ?? null;
        const seconds = estimate(plan) ?? null;
        const assets = assetsFor(series, plan);
        const command = commandFor(series, identity);
        runs.set(identity, {
          label,
          identity,
          run,
          status,
          steps,
          seconds,
          config,
          assets,
          command,
        });
      }
    return [...runs.values()];
  } catch (error) {
    if (error instanceof UsageError || isAbort(error)) throw error;
    context.log(`Identities cannot be known: ${reasonOf(error)}`);
    const { runs } = planned(experiment, asked.invocation);
    return shareOf(runs, asked.invocation.shard).map(({ label, config }) => ({
      label,
      identity: null,
      run: null,
      status: null,
      steps: null,
      seconds: null,
      config,
      assets: null,
      command: null,
    }));
  } finally {
    await tracking.close();
  }
}
