import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Libsql from 'libsql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isolated, runsIn, startProgram, type RunningCommand } from '../testing/run-command.ts';
import { openWorkplace, works, type Workplace } from './workplace.ts';

const namespaces = ['--pid', '--fork', '--mount-proc'];
/** What a command ends with that left a run to another process. */
const othersHave =
  /passed over: Run [^]*0 run, 0 already finished, 1 that other processes have:\n.*: Run .* is in progress/;
/** Longer than any other command takes. */
const long = ['--epochs=100', '--max-steps=50000'];

describe('a run that another process also starts', { timeout: 120_000 }, () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await openWorkplace();
  });
  const started: RunningCommand[] = [];
  /** Starts a command that runs longer than the others. */
  const startLong = async (name: string) => {
    const command = place.start(name, {}, long);
    started.push(command);
    await command.shows(/train +\d+%/);
    return command;
  };
  afterAll(() => {
    for (const command of started) command.signal('SIGKILL');
    place.dispose();
  });

  test('a second process with the same command is told whose run it is, and the first goes on', async () => {
    const first = await startLong('twice');
    const second = await place.start('twice', {}, long).ended;
    expect([second.code, second.output]).toEqual([0, expect.stringMatching(othersHave)]);
    first.signal('SIGTERM');
    expect((await first.ended).output).toMatch(/interrupted and saved/);
  });

  test('equal commands share the runs, and the second makes what a killed first leaves', async () => {
    const seeds = ['--seeds=0,1'];
    const first = place.start('shared', {}, seeds);
    started.push(first);
    await first.shows(/train +\d+%/);
    await stopBetweenWrites(first, join(place.folder, 'shared'));
    const second = place.start('shared', {}, seeds);
    await second.shows(/\[2\/2\][^]*train +\d+%/);
    first.signal('SIGKILL');
    const { code, output } = await second.ended;
    expect([code, output]).toEqual([0, expect.stringMatching(/passed over[^]*2 run, 0 already/)]);
    const runs = await runsIn(join(place.folder, 'shared'));
    expect(runs.map(({ status }) => status)).toEqual(['finished', 'finished']);
  });

  test.skipIf(!works('unshare', [...namespaces, 'true']))(
    'a process in another PID namespace of the same host takes over no live run',
    async () => {
      const folder = join(place.folder, 'namespaces');
      const first = await startLong('namespaces');
      const [run] = await runsIn(folder);
      const again = run?.environment.argv.slice(2) ?? [];
      const second = await startProgram(
        'unshare',
        [...namespaces, process.execPath, 'tools/launch.mjs', ...again],
        isolated(folder),
      ).ended;
      expect([second.code, second.output]).toEqual([0, expect.stringMatching(othersHave)]);
      first.signal('SIGTERM');
      expect((await first.ended).output).toMatch(/interrupted and saved/);
    },
  );

  test.skipIf(!works('unshare', [...namespaces, 'true']))(
    'a process that is stopped while it waits for a run ends as stopped',
    async () => {
      const folder = join(place.folder, 'waiting');
      const first = await startLong('waiting');
      const [run] = await runsIn(folder);
      const again = run?.environment.argv.slice(2) ?? [];
      const second = startProgram(
        'unshare',
        [...namespaces, process.execPath, 'tools/launch.mjs', ...again, '--force'],
        isolated(folder),
      );
      first.signal('SIGSTOP'); // nothing is heard of it
      await second.shows(/Waiting: run/);
      second.signal('SIGTERM');
      const { code, output } = await second.ended;
      first.signal('SIGCONT');
      expect([code, output]).toEqual([143, expect.stringMatching(/is (in progress|held by)/)]);
      first.signal('SIGTERM');
      expect((await first.ended).output).toMatch(/interrupted and saved/);
    },
  );
});

/** Stops a process while it does not hold the database's lock, which would outlast the patience of any other. */
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
