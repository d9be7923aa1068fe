import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Context, Experiment, Outcome } from './experiment.ts';
import type { Invocation } from './options.ts';
import { runExperiment } from './runner.ts';
import { emptyTally } from './tally.ts';

const folder = folderForEachTest();
beforeEach(() => {
  vi.stubEnv('SINGLORA_TRACKING_URL', join(folder, 'runs.db'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

interface Asked extends Partial<Pick<Invocation, 'force' | 'keepGoing' | 'waits'>> {
  readonly log?: (line: string) => unknown;
  readonly stop?: AbortController;
}

/** A command of three runs, each of which `run` makes. */
function command(
  run: (seed: number) => Promise<Outcome>,
  { log, stop = new AbortController(), ...asked }: Asked = {},
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
  const plans = [0, 1, 2].map((seed) => ({ label: `seed ${seed}`, config: { seed } }));
  const invocation: Invocation = {
    preset: '',
    settings: {},
    grid: [],
    force: false,
    jobs: 1,
    dryRun: false,
    checkpointEvery: undefined,
    shard: { index: 1, count: 1 },
    keepGoing: false,
    waits: true,
    ...asked,
  };
  const lines: string[] = [];
  const say = (line: string) => {
    lines.push(line);
    log?.(line);
  };
  const context: Context = { log: say, signal: stop.signal, env: {} };
  const tally = emptyTally();
  const beside = { isFirst: true, aside: say, emit: () => undefined };
  const shared = { source: '', argv: [], invocation, context, tally, beside };
  const ended = runExperiment(
    { experiment: experiment as Experiment, ...shared },
    { runs: plans },
    { sha256: '', parts: {} },
  ).then(() => tally);
  return { tally, ended, lines };
}

const finished = { status: 'finished', summary: {} } as const;

test.each([false, true])(
  'equal commands share the runs, and one that does not wait tells what the other has (forced: %s)',
  async (force) => {
    const made: number[] = [];
    let other: ReturnType<typeof command> | undefined;
    const first = command(
      async (seed) => {
        if (other) throw new Error(`seed ${seed} is made twice`);
        const note = (own: number) => Promise.resolve(finished).finally(() => made.push(own));
        other = command(note, { waits: false });
        await other.ended;
        return finished;
      },
      { force },
    );
    if (force)
      await expect(first.ended).rejects.toThrow('made twice'); // as asked for
    else expect(await first.ended).toMatchObject({ made: 1, elsewhere: 2, held: [] });
    expect(made).toEqual([1, 2]);
    expect(other?.tally).toMatchObject({ made: 2, skipped: 0, interrupted: false });
    expect(other?.tally.held).toEqual([
      expect.stringMatching(/seed 0: Run .* is in progress in process \d+/),
    ]);
  },
);

test('a command waits for what another has, and says once for what', async () => {
  const made: number[] = [];
  let second: ReturnType<typeof command> | undefined;
  const first = command(
    () =>
      new Promise((finish) => {
        second = command((seed) => Promise.resolve(finished).finally(() => made.push(seed)), {
          log: (line) => line.includes('Waiting for a run') && finish(finished),
        });
      }),
  );
  expect(await first.ended).toMatchObject({ made: 1, elsewhere: 2, held: [] });
  expect(await second?.ended).toMatchObject({ made: 2, elsewhere: 1, held: [] });
  expect(made).toEqual([1, 2]);
  expect(second?.lines.filter((line) => line.includes('Waiting'))).toEqual([
    expect.stringMatching(/seed 0: Run .* is in progress in process \d+/),
  ]);
});

test('what another command leaves meanwhile is made in the end', async () => {
  const made: number[] = [];
  let second: ReturnType<typeof command> | undefined;
  const stop = new AbortController();
  const first = command(
    () =>
      new Promise((leave) => {
        second = command(async (seed) => {
          made.push(seed);
          if (seed === 2) {
            stop.abort();
            leave({ status: 'interrupted' });
            await first.ended;
          }
          return finished;
        });
      }),
    { stop },
  );
  expect(await first.ended).toMatchObject({ interrupted: true });
  expect(await second?.ended).toMatchObject({ made: 3, held: [] });
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
              await first.ended;
            }
            return finished;
          },
          { force: true },
        );
      }),
    { waits: false },
  );
  await first.ended;
  expect(await second?.ended).toMatchObject({ made: 2, elsewhere: 1, held: [] });
  expect(made).toEqual([1, 2]);
});

test('a command that waits ends where it is asked to stop', async () => {
  const stop = new AbortController();
  let second: ReturnType<typeof command> | undefined;
  const first = command(async (seed) => {
    if (seed === 0) {
      second = command(() => Promise.resolve(finished), {
        stop,
        log: (line) => line.includes('Waiting for a run') && stop.abort(),
      });
      expect(await second.ended).toMatchObject({ made: 2, interrupted: true });
    }
    return finished;
  });
  expect(await first.ended).toMatchObject({ made: 1, elsewhere: 2 });
});

const failing = (made: number[]) => (seed: number) => {
  made.push(seed);
  return seed === 0 ? Promise.reject(new Error('no luck')) : Promise.resolve(finished);
};

test('a run that fails ends the command, unless it is to keep going; the same command tries again', async () => {
  const made: number[] = [];
  const first = command(failing(made));
  await expect(first.ended).rejects.toThrow('no luck');
  expect(first.tally).toMatchObject({ planned: 3, made: 0 });
  expect(first.tally.failed).toEqual([expect.stringMatching(/^seed 0 \(run \w+\): no luck$/)]);
  const second = command(failing(made), { keepGoing: true });
  expect(await second.ended).toMatchObject({ made: 2, interrupted: false });
  expect(second.tally.failed).toHaveLength(1);
  expect(made).toEqual([0, 0, 1, 2]);
});

test.each([true, false])(
  'a run that failed in another process is not tried again by the same command (keeps going: %s)',
  async (keepGoing) => {
    const made: number[] = [];
    let second: ReturnType<typeof command> | undefined;
    const first = command(
      (seed) =>
        seed === 0
          ? new Promise((_, fail) => {
              second = command((own) => Promise.resolve(finished).finally(() => made.push(own)), {
                keepGoing,
                log: (line) => line.includes('Waiting for a run') && fail(new Error('no luck')),
              });
            })
          : Promise.resolve(finished),
      { keepGoing: true },
    );
    expect(await first.ended).toMatchObject({ made: 0, elsewhere: 2 });
    const reason = /Run \w+ failed in process \d+ on .*: no luck/;
    if (keepGoing) expect(await second?.ended).toMatchObject({ made: 2 });
    else await expect(second?.ended).rejects.toThrow(reason);
    expect(second?.tally.failed).toEqual([expect.stringMatching(reason)]);
    expect(made).toEqual([1, 2]);
  },
);
