import { existsSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomStream, type RandomStream } from '@singlora/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningCommand } from '../testing/run-command.ts';
import { courseIn, type Course } from '../testing/course.ts';
import { isShort, openWorkplace, undisturbedIn, type Workplace } from '../testing/workplace.ts';

/** Waits for a moment within a phase, at which the command is killed. */
type Moment = (command: RunningCommand, folder: string, random: RandomStream) => Promise<unknown>;

const within = (random: RandomStream, milliseconds: number) =>
  sleep(random.uniform() * milliseconds);

/** The phases in the order of a run, so that every life passes through all of them. */
const phases: Readonly<Record<string, Moment>> = {
  start: (_command, _folder, random) => within(random, 2500),
  steps: async (command, _folder, random) => {
    await command.shows(/train +\d+%/);
    await within(random, 700);
  },
  checkpoint: async (command, folder, random) => {
    await command.shows(/train +[1-9]\d*%/);
    await changeIn(folder, 'checkpoint', command);
    await within(random, 4);
  },
  evaluation: async (command, _folder, random) => {
    await command.shows(/validation_matched +\d+%/);
    await within(random, 150);
  },
  end: async (command, _folder, random) => {
    await command.shows(/validation_matched +100%/);
    await within(random, 60);
  },
};

const lives = isShort ? 1 : 10;

describe('a run that is killed again and again', () => {
  let place: Workplace;
  let undisturbed: Course;
  beforeAll(async () => {
    place = await openWorkplace();
    undisturbed = await undisturbedIn(place);
  });
  afterAll(() => place.dispose());

  test('the undisturbed run has a row of every metric at every step', () => {
    const losses = undisturbed.metrics.filter((row) => row.startsWith('train/loss '));
    expect(undisturbed.status).toBe('finished');
    expect(losses).toHaveLength(undisturbed.summary['steps'] ?? NaN);
  });

  test.each(Array.from({ length: lives }, (_, life) => life))(
    `life %i: killed in ${Object.keys(phases).join(', ')}, it has the undisturbed run's results, adapter and metric rows`,
    async (life) => {
      const folder = join(place.folder, `life-${life}`);
      const kills = [];
      for (const [phase, moment] of Object.entries(phases)) {
        const command = place.start(`life-${life}`);
        await moment(command, folder, randomStream(life, 'kill', phase));
        command.signal('SIGKILL');
        const { output } = await command.ended;
        kills.push(`${phase}: ${output.trimEnd().split('\n').at(-1)}`);
      }
      const last = await place.start(`life-${life}`).ended;
      expect([last.code, last.code === 0 ? '' : last.output]).toEqual([0, '']);
      expect(await courseIn(folder), kills.join('\n')).toEqual(undisturbed);
      expect(temporaries(folder)).toEqual([]);
    },
  );
});

/** Waits for the next change in a sub-folder of the run's folder; returns at once if the command has ended. */
async function changeIn(folder: string, name: string, command: RunningCommand): Promise<void> {
  const run = readdirSync(folder).find((entry) => existsSync(join(folder, entry, name)));
  if (run === undefined) return;
  const changed = new Promise<void>((done) => {
    const watcher = watch(join(folder, run, name), () => {
      watcher.close();
      done();
    });
    void command.ended.then(() => watcher.close());
  });
  await Promise.race([changed, command.ended]);
}

/** The files that a killed writer left behind in the runs' folders. */
function temporaries(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(partial|tmp)$|\.tmp-/.test(path),
  );
}
