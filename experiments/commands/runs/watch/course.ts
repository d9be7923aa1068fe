import { stepMetrics } from '@singlora/records';
import type { MetricPoint, RunRecord, RunStatus, Tracking } from '@singlora/tracking';
import { runLabel } from '@singlora/comparison';
import { totalSteps } from './total-steps.ts';

/** The progress of a run, from its record; null is unknown. Times are ISO 8601 in UTC. */
export interface Course {
  readonly id: string;
  readonly experiment: string;
  readonly label: string;
  /** `died`: its process ended without recording why. */
  readonly status: RunStatus | 'died';
  readonly host: string;
  readonly pid: number;
  readonly startedAt: string;
  /** When training last recorded something; the last start if it never did. */
  readonly seenAt: string;
  /** The last recorded step, and the number of all steps. */
  readonly step: number | null;
  readonly totalSteps: number | null;
  /** The loss of that step; "NaN" or "Infinity" where it diverged. */
  readonly loss: number | string | null;
  readonly stepsPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly error: string | null;
}

/** From how many of the last points the speed is measured. */
const MEASURED = 50;

/** @param before the previous progress, if known */
export async function courseOf(
  tracking: Tracking,
  run: RunRecord,
  before?: Course,
): Promise<Course> {
  const losses = await tracking.metrics(run.id, stepMetrics.loss, MEASURED);
  const last = losses.at(-1);
  const { startedAt } = run.starts.at(-1) ?? run;
  const rate = () => tracking.metrics(run.id, stepMetrics.learningRate, 1);
  const total = before?.totalSteps ?? (last && totalSteps(run.config, (await rate())[0])) ?? null;
  const status = diedIn(run) ? 'died' : run.status;
  const speed = status === 'running' ? speedOf(losses, startedAt) : undefined;
  const left = speed && last && total !== null && (total - last.step) / speed.stepsPerSecond;
  const since = last && speed ? Date.now() - Date.parse(last.time) : 0;
  return {
    id: run.id,
    experiment: run.experiment,
    label: runLabel(run),
    status,
    ...run.owner,
    startedAt: run.startedAt,
    seenAt: last && last.time > startedAt ? last.time : startedAt,
    step: last?.step ?? null,
    totalSteps: total,
    loss: last === undefined ? null : Number.isFinite(last.value) ? last.value : String(last.value),
    stepsPerSecond: speed?.stepsPerSecond ?? null,
    // Between two points, which may be minutes apart, it keeps counting down.
    secondsLeft: left
      ? Math.max(0, left - Math.min(Math.max(0, since), speed.apart) / 1_000)
      : null,
    error: run.error ?? null,
  };
}

/** Whether its process ended without recording it; a stopped process records when. */
const diedIn = ({ status, finishedAt }: RunRecord) =>
  status === 'interrupted' && finishedAt === undefined;

/** The speed from the points since a process took the run, and the time between the last two, in ms; undefined for too few points. */
function speedOf(points: readonly MetricPoint[], since: string) {
  const own = points.filter(({ time }) => time >= since);
  const [first, before, last] = [own.at(0), own.at(-2), own.at(-1)];
  if (!first || !before || !last) return undefined;
  const seconds = (Date.parse(last.time) - Date.parse(first.time)) / 1_000;
  if (!(seconds > 0)) return undefined;
  const stepsPerSecond = (last.step - first.step) / seconds;
  return { stepsPerSecond, apart: Date.parse(last.time) - Date.parse(before.time) };
}
