import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isolated, runsIn, startProgram } from '../testing/run-command.ts';
import { courseIn } from './course.ts';
import { openWorkplace, works, type Workplace } from './workplace.ts';

const namespaces = ['--pid', '--fork', '--mount-proc'];

describe('a run and who else wants it', { timeout: 120_000 }, () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await openWorkplace();
  });
  afterAll(() => place.dispose());

  test('a second process with the same command is told whose run it is, and the first goes on', async () => {
    const first = place.start('twice');
    await first.shows(/train +[1-9]\d*%/);
    const second = await place.start('twice').ended;
    expect([second.code, second.output]).toEqual([1, expect.stringMatching(/in progress/)]);
    expect((await first.ended).code).toBe(0);
    expect((await courseIn(join(place.folder, 'twice'))).status).toBe('finished');
  });

  test.skipIf(!works('unshare', [...namespaces, 'true']))(
    'a process in another PID namespace of the same host takes over no live run',
    async () => {
      const folder = join(place.folder, 'namespaces');
      const first = place.start('namespaces');
      await first.shows(/train +[1-9]\d*%/);
      const [run] = await runsIn(folder);
      const again = run?.environment.argv.slice(2) ?? [];
      const second = await startProgram(
        'unshare',
        [...namespaces, process.execPath, 'tools/launch.mjs', ...again],
        isolated(folder),
      ).ended;
      expect([second.code, second.output]).toEqual([1, expect.stringMatching(/in progress/)]);
      expect((await first.ended).code).toBe(0);
    },
  );
});
