import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Context, Experiment, Outcome } from './experiment.ts';
import { runExperiment } from './runner.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sharing-'));
  vi.stubEnv('SINGLORA_TRACKING_URL', join(folder, 'runs.db'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A command of three runs, each of which `run` makes. */
function command(
  run: (seed: number) => Promise<Outcome>,
  {
    force = false,
    jobs = 1,
    log,
  }: { force?: boolean; jobs?: number; log?: (line: string) => unknown } = {},
) {
  const experiment: Experiment<unknown, { seed: number }> = {
    name: 'coin',
    description: '',
    settings: z.strictObject({}),
    presets: {},
    defaultPreset: '',
    plan: () => [],
    prepare: () =>
      Promise.resolve({
        backend: 'none',
        assets: [],
        run: ({ config }) => run(config.seed),
        describe: () => 'tossed',
      }),
  };
  const project = { name: 'experiments', title: '', ending: '' };
  const plans = [0, 1, 2].map((seed) => ({ label: `seed ${seed}`, config: { seed } }));
  const invocation = {
    ...{ preset: '', settings: {}, force, jobs, dryRun: false, checkpointEvery: undefined },
    shard: { index: 1, count: 1 },
  };
  const lines: string[] = [];
  const say = (line: string) => {
    lines.push(line);
    log?.(line);
  };
  const context: Context = { log: say, signal: new AbortController().signal, env: {} };
  const tally = runExperiment(
    experiment as Experiment,
    { project, source: '', code: { sha256: '', parts: {} } },
    plans,
    invocation,
    context,
  );
  return { tally, lines };
}

const finished = { status: 'finished', summary: {} } as const;

test.each([false, true])(
  'equal commands share the runs, and tell what the other still has (forced: %s)',
  async (force) => {
    let first: ReturnType<typeof command> | undefined;
    const made: number[] = [];
    const other = await new Promise<ReturnType<typeof command>>((begun) => {
      first = command(
        async (seed) => {
          if (made.length > 0) throw new Error(`seed ${seed} is made twice`);
          const second = command((own) => Promise.resolve(finished).finally(() => made.push(own)));
          await second.tally;
          begun(second);
          return finished;
        },
        { force },
      );
    });
    expect(made).toEqual([1, 2]);
    expect(await other.tally).toMatchObject({ finished: 2, skipped: 0, interrupted: false });
    const { held } = await other.tally;
    expect(held).toEqual([expect.stringMatching(/seed 0: Run .* is in progress in process \d+/)]);
    if (!force) expect(await first?.tally).toMatchObject({ finished: 1, skipped: 2, held: [] });
    else await expect(first?.tally).rejects.toThrow('made twice'); // as asked for
  },
);

test('what another command leaves meanwhile is made in the end', async () => {
  const made: number[] = [];
  let second: ReturnType<typeof command> | undefined;
  const first = command(
    () =>
      new Promise((leave) => {
        second = command(async (seed) => {
          made.push(seed);
          if (seed === 2) {
            leave({ status: 'interrupted' });
            await first.tally;
          }
          return finished;
        });
      }),
  );
  expect(await first.tally).toMatchObject({ interrupted: true });
  expect(await second?.tally).toMatchObject({ finished: 3, held: [] });
  expect(made).toEqual([1, 2, 0]);
});

test('what another command finishes meanwhile is not made again, by force neither', async () => {
  const made: number[] = [];
  let second: ReturnType<typeof command> | undefined;
  const first = command(
    () =>
      new Promise((finish) => {
        second = command(
          async (seed) => {
            made.push(seed);
            if (seed === 2) {
              finish(finished);
              await first.tally;
            }
            return finished;
          },
          { force: true },
        );
      }),
  );
  await first.tally;
  expect(await second?.tally).toMatchObject({ finished: 2, skipped: 1, held: [] });
  expect(made).toEqual([1, 2]);
});

test('of several jobs each waits for what another has', async () => {
  const made: number[] = [];
  let second: ReturnType<typeof command> | undefined;
  const first = command(
    () =>
      new Promise((finish) => {
        second = command(
          (seed) => {
            made.push(seed);
            return Promise.resolve(finished);
          },
          { jobs: 2, log: (line) => line.startsWith('Waiting for run') && finish(finished) },
        );
      }),
    { jobs: 2 },
  );
  expect(await first.tally).toMatchObject({ finished: 1, skipped: 2, held: [] });
  expect(await second?.tally).toMatchObject({ finished: 2, skipped: 1, held: [] });
  expect(made).toEqual([1, 2]);
});
