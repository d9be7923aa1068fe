import { fileURLToPath } from 'node:url';
import { openArchive } from '@singlora/tracking';
import { readChecks } from './read.ts';
import type { CheckRun, TheoryClaim } from './view.ts';

/** The runs of every check's smoke preset; `theory/fixtures/make.sh` re-records them. */
export const archive = fileURLToPath(new URL('../fixtures/smoke.jsonl.gz', import.meta.url));

const tracking = await openArchive(archive);
export const recorded = readChecks(await tracking.list());
await tracking.close();

/** The recorded runs of a check whose configuration has these values; at least one. */
export function runsOf<Run extends CheckRun>(
  check: string,
  wanted: Partial<Run['config']> = {},
): [Run, ...Run[]] {
  const has = (config: object) =>
    Object.entries(wanted).every(
      ([key, value]) =>
        JSON.stringify((config as Record<string, unknown>)[key]) === JSON.stringify(value),
    );
  const [first, ...rest] = recorded.runs.filter(
    ({ record, config }) => record.experiment === check && has(config),
  ) as Run[];
  if (!first) throw new Error(`no run of ${check} with ${JSON.stringify(wanted)} is recorded`);
  return [first, ...rest];
}

/** The run with some fields of its configuration and result changed. */
export const altered = <Run extends CheckRun>(
  run: Run,
  config: Partial<Run['config']>,
  result: Partial<Run['result']> = {},
): Run => ({
  ...run,
  config: { ...run.config, ...config },
  result: { ...(run.result as object), ...result },
});

/** The finding of one of a check's claims from some runs, and its verdict alone. */
export function findingsOf<Run extends CheckRun>(claims: readonly TheoryClaim<Run>[]) {
  const finding = (id: string, ...runs: readonly Run[]) =>
    claims.find((claim) => claim.id === id)!.judge(runs);
  const verdict = (id: string, ...runs: readonly Run[]) => finding(id, ...runs)?.verdict;
  return { finding, verdict };
}
