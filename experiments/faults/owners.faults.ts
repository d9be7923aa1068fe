import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Libsql from 'libsql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isolated, runsIn, startProgram, type RunningCommand } from '../testing/run-command.ts';
import { isShort, openWorkplace, works, type Workplace } from '../testing/workplace.ts';

const namespaces = ['--pid', '--fork', '--mount-proc'];
/** The closing line of a command that left a run to another process. */
const othersHave =
  /passed over: Run [^]*0 runs made, 0 had finished before, 1 that other processes have:\n.*: Run .* is (in progress|held by)/;
/** Longer than any other command takes. */
const long = ['--epochs=1000', '--max-steps=200000'];

describe('a run that another process also starts', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await openWorkplace();
  });
  const started: RunningCommand[] = [];
  afterAll(() => {
    for (const command of started) command.signal('SIGKILL');
    place.dispose();
  });

  test.skipIf(isShort)(
    'equal commands share the runs, and the second makes what a killed first leaves',
    async () => {
      const seeds = ['--seeds=0,1'];
      const first = place.start('shared', {}, seeds);
      started.push(first);
      await first.shows(/train +\d+%/);
      await stopBetweenWrites(first, join(place.folder, 'shared'));
      const second = place.start('shared', {}, seeds);
      await second.shows(/\[2\/2\][^]*train +\d+%/);
      first.signal('SIGKILL');
      const { code, output } = await second.ended;
      expect([code, output]).toEqual([
        0,
        expect.stringMatching(/passed over[^]*2 runs made, 0 had/),
      ]);
      const runs = await runsIn(join(place.folder, 'shared'));
      expect(runs.map(({ status }) => status)).toEqual(['finished', 'finished']);
    },
  );

  describe('and that runs longer than any other command', () => {
    let first: RunningCommand;
    const folder = () => join(place.folder, 'long');
    beforeAll(async () => {
      first = place.start('long', {}, long);
      started.push(first);
      await first.shows(/train +\d+%/);
    });
    /** The same command in another PID namespace of this host. */
    const elsewhere = async (...more: readonly string[]) => {
      const [run] = await runsIn(folder());
      const again = run?.environment.argv.slice(2) ?? [];
      const launch = [process.execPath, 'tools/launch.mjs', ...again, ...more];
      return startProgram('unshare', [...namespaces, ...launch], isolated(folder()));
    };

    test('a second process with the same command is told whose run it is', async () => {
      const { code, output } = await place.start('long', {}, [...long, '--no-wait']).ended;
      expect([code, output]).toEqual([0, expect.stringMatching(othersHave)]);
    });

    describe.skipIf(!works('unshare', [...namespaces, 'true']))('from another namespace', () => {
      test('a process takes over no live run', async () => {
        const { code, output } = await (await elsewhere('--no-wait')).ended;
        expect([code, output]).toEqual([0, expect.stringMatching(othersHave)]);
      });

      test.skipIf(isShort)(
        'a process that is stopped while it waits for a run ends as stopped',
        async () => {
          const second = await elsewhere('--force');
          await second.shows(/Waiting for a run/);
          second.signal('SIGTERM');
          const { code, output } = await second.ended;
          expect([code, output]).toEqual([143, expect.stringMatching(/is held by/)]);
        },
      );
    });

    test('the first goes on, and saves when it is stopped', async () => {
      first.signal('SIGTERM');
      expect((await first.ended).output).toMatch(/interrupted and saved/);
    });
  });
});

/** Stops a process while it does not hold the database's lock, which others would not wait for that long. */
async function stopBetweenWrites(command: RunningCommand, folder: string): Promise<void> {
  for (;;) {
    command.signal('SIGSTOP');
    const database = new Libsql(join(folder, 'runs.db'), { timeout: 0 });
    try {
      database.exec('begin immediate; rollback');
      return;
    } catch {
      command.signal('SIGCONT');
      await sleep(20);
    } finally {
      database.close();
    }
  }
}
