import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runsIn, type RunningCommand } from '../testing/run-command.ts';
import { courseIn, type Course } from '../testing/course.ts';
import { isShort, openWorkplace, undisturbedIn, type Workplace } from '../testing/workplace.ts';

/** Signals to the whole process group, as sent by terminals, supervisors and Slurm. */
const stops: Readonly<Record<string, (command: RunningCommand) => Promise<void> | void>> = {
  'Ctrl-C': (command) => command.signal('SIGINT'),
  'Ctrl-C that arrives twice at once': (command) => {
    command.signal('SIGINT');
    command.signal('SIGINT');
  },
  SIGTERM: (command) => command.signal('SIGTERM'),
  'SIGTERM five times': async (command) => {
    for (let i = 0; i < 5; i++) {
      command.signal('SIGTERM');
      await sleep(3);
    }
  },
  SIGHUP: (command) => command.signal('SIGHUP'),
  SIGUSR1: (command) => command.signal('SIGUSR1'),
  SIGUSR2: (command) => command.signal('SIGUSR2'),
  'SIGHUP and SIGTERM': (command) => {
    command.signal('SIGHUP');
    command.signal('SIGTERM');
  },
};

describe('a run that is told to stop', () => {
  let place: Workplace;
  let undisturbed: Course;
  beforeAll(async () => {
    place = await openWorkplace();
    undisturbed = await undisturbedIn(place);
  });
  afterAll(() => place.dispose());

  test.each(Object.entries(stops).slice(isShort ? -2 : 0))(
    '%s saves, and the run goes on from there',
    async (name, stop) => {
      const folder = join(place.folder, name);
      const command = place.start(name);
      await command.shows(/train +[1-9]\d*%/);
      await stop(command);
      // The output is not checked: after SIGHUP the terminal is gone, and the signal itself ends the launcher.
      const { code, signal, output } = await command.ended;
      expect(output).not.toContain('Debugger');
      expect(code ?? (signal === null ? 0 : 128)).toBeGreaterThanOrEqual(128);
      const [run] = await runsIn(folder);
      expect(run?.status).toBe('interrupted');

      const resumed = await place.start(name).ended;
      expect(resumed.output).not.toMatch(/train .* 1\/\d+ /);
      expect(await courseIn(folder)).toEqual(undisturbed);
    },
  );
});
