import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  noPostgres,
  postgresPrograms,
  startPostgres,
  type TestServer,
} from '../../lab/tracking/src/postgres.test.support.ts';
import { courseIn } from '../testing/course.ts';
import { openWorkplace, undisturbedIn, works, type Workplace } from '../testing/workplace.ts';

const programs = postgresPrograms();
/** A command that runs a program on a host with this name. */
const on = (host: string) => [
  'unshare',
  '--uts',
  'sh',
  '-c',
  `hostname ${host} && exec "$@"`,
  'sh',
];
const [unshare = '', ...named] = on('first');

const lack =
  programs === undefined
    ? noPostgres
    : works(unshare, [...named, 'true'])
      ? undefined
      : 'hosts cannot be named here';

describe.skipIf(lack !== undefined)(
  `training on hosts that share Postgres and a folder${lack ? ` (${lack})` : ''}`,
  () => {
    let place: Workplace;
    let server: TestServer;
    beforeAll(async () => {
      place = await openWorkplace();
      server = await startPostgres(programs as string);
    });
    afterAll(async () => {
      place.dispose();
      await server.remove();
    });

    test('goes on from a dead host’s checkpoint after its lease, and ends as if nothing had happened', async () => {
      const undisturbed = await undisturbedIn(place);
      const folder = join(place.folder, 'shared');
      mkdirSync(folder);
      const env = { SINGLORA_TRACKING_URL: server.url('postgres'), SINGLORA_ARTIFACTS: folder };
      const first = place.start('first', env, ['--checkpoint-every=1ms'], on('first'));
      expect([await first.shows(/train +[3-9]\d%/), first.output()]).toContain(true);
      first.signal('SIGKILL');
      await first.ended;
      await itsLeasePasses(env.SINGLORA_TRACKING_URL);
      const second = await place.start('second', env, [], on('second')).ended;
      expect([second.code, second.output]).toEqual([
        0,
        expect.stringMatching(/^[^%]*train +[3-9]\d%/),
      ]);
      expect(await courseIn(folder, env.SINGLORA_TRACKING_URL)).toEqual(undisturbed);
    });
  },
);

/** Sets the heartbeats of all runs back by five minutes. */
async function itsLeasePasses(url: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(`update singlora.runs set heartbeat_at = '2020-01-01T00:00:00.000Z'`);
  await client.end();
}
