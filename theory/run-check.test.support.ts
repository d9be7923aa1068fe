import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Experiment, Outcome, Plan } from '@singlora/runner';
import { openTracking, type Run } from '@singlora/tracking';
import { expect } from 'vitest';
import type { CheckRecord } from './record.ts';

export interface Checked<Config> {
  readonly plan: Plan<Config>;
  readonly outcome: Outcome;
  /** The content of `result.json`; undefined where the run was interrupted. */
  readonly result: unknown;
  /** The line about a finished run. */
  readonly says: string;
}

interface Options<Config> {
  /** Called before each run, for example to prepare part of its folder. */
  readonly before?: (plan: Plan<Config>, run: Run) => Promise<void>;
  readonly signal?: AbortSignal;
  readonly log?: (line: string) => unknown;
}

/** The result as a page parses it, which must be everything that was written. */
function resultIn(record: CheckRecord, path: string): unknown {
  const result = JSON.parse(readFileSync(path, 'utf8')) as unknown;
  expect(record.result.parse(result)).toEqual(result);
  return result;
}

/** Makes all runs of a check, in this process and in a separate database; its settings must be complete, as from a command. */
export async function runCheck<Settings, Config extends object>(
  check: Experiment<Settings, Config>,
  settings: Settings,
  options: Options<Config> = {},
): Promise<Checked<Config>[]> {
  const { before, log, signal = new AbortController().signal } = options;
  check.settings.parse(settings);
  const { record } = (await import(`./${check.name}/record.ts`)) as { record: CheckRecord };
  const folder = mkdtempSync(join(tmpdir(), `${check.name}-`));
  const context = { log: (line: string) => void log?.(line), signal, env: process.env };
  const tracking = await openTracking(join(folder, 'runs.db'));
  try {
    const session = await check.prepare(settings, context);
    const all: Checked<Config>[] = [];
    for (const plan of check.plan(settings, 'test')) {
      expect(record.config.parse(plan.config)).toEqual(plan.config);
      const run = await tracking.start({
        experiment: check.name,
        identity: plan.label,
        config: { ...plan.config } as Record<string, unknown>,
        environment: {} as never,
        assets: [],
        command: '',
      });
      await before?.(plan, run);
      const outcome = await session.run(plan, run, context);
      const finished = outcome.status === 'finished';
      all.push({
        plan,
        outcome,
        result: finished && resultIn(record, join(run.folder, 'result.json')),
        says: finished ? session.describe(outcome.summary, plan) : '',
      });
    }
    return all;
  } finally {
    await tracking.close();
    rmSync(folder, { recursive: true });
  }
}
