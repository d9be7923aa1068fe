import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { courseIn, type Course } from '../testing/course.ts';
import { isolated, startProgram } from '../testing/run-command.ts';
import {
  canMount,
  isShort,
  mountReadOnly,
  mountSmall,
  openWorkplace,
  undisturbedIn,
  type Workplace,
} from '../testing/workplace.ts';

const databaseFiles = ['runs.db', 'runs.db-wal', 'runs.db-shm'];

describe('a run whose storage fails', () => {
  let place: Workplace;
  let undisturbed: Course;
  beforeAll(async () => {
    place = await openWorkplace();
    undisturbed = await undisturbedIn(place);
  });
  afterAll(() => place.dispose());

  const faults: Record<string, (folder: string) => void> = {
    deleted: (folder) => databaseFiles.forEach((name) => rmSync(join(folder, name))),
    'moved away': (folder) => renameSync(join(folder, 'runs.db'), join(folder, 'moved.db')),
    'replaced by another file': (folder) => {
      rmSync(join(folder, 'runs.db'));
      writeFileSync(join(folder, 'runs.db'), '');
    },
  };
  test.each(Object.entries(faults).slice(isShort ? -1 : 0))(
    'the database is %s: an error, and the folder of the run stays',
    async (name, fault) => {
      const folder = join(place.folder, name);
      const command = place.start(name);
      await command.shows(/train +[1-9]\d*%/);
      fault(folder);
      const { code, output } = await command.ended;
      expect([code, output]).toEqual([1, expect.stringContaining(join(folder, 'runs.db'))]);
      expect(output).not.toMatch(/^1 run/m);
      expect(readdirSync(folder)).toContainEqual(expect.stringMatching(/^[0-9a-f]{12}$/));
    },
  );

  test.skipIf(!canMount())(
    'the disk is full: an error, and after making room the run goes on',
    async () => {
      const folder = join(place.folder, 'full');
      const unmount = mountSmall(folder, '3m');
      try {
        const command = place.start('full');
        await command.shows(/train +[1-9]\d*%/);
        fill(join(folder, 'ballast'));
        const { code, output } = await command.ended;
        expect([code, output]).toEqual([1, expect.stringMatching(/disk is full|No space left/i)]);
        expect(output).not.toMatch(/ at .*\.ts:/);

        rmSync(join(folder, 'ballast'));
        const resumed = await place.start('full').ended;
        expect([resumed.code, resumed.code === 0 ? '' : resumed.output]).toEqual([0, '']);
        expect(await courseIn(folder)).toEqual(undisturbed);
      } finally {
        unmount();
      }
    },
  );

  test.skipIf(!canMount())(
    'the disk is full for some seconds: this is told, and the run goes on to its result',
    async () => {
      const folder = join(place.folder, 'full-for-a-while');
      const unmount = mountSmall(folder, '3m');
      try {
        const command = place.start('full-for-a-while');
        await command.shows(/train +[1-9]\d*%/);
        command.signal('SIGSTOP'); // the run is short
        fill(join(folder, 'ballast'));
        command.signal('SIGCONT');
        await command.shows(/could not be saved/);
        rmSync(join(folder, 'ballast'));
        const { code, output } = await command.ended;
        expect([code, code === 0 ? '' : output]).toEqual([0, '']);
        expect(await courseIn(folder)).toEqual(undisturbed);
      } finally {
        unmount();
      }
    },
  );

  test.skipIf(!canMount())(
    'what was recorded is listed, shown, checked, exported and reported where nothing can be written',
    async () => {
      const folder = join(place.folder, 'undisturbed');
      const unmount = mountReadOnly(folder);
      try {
        const [run] = readdirSync(folder).filter((entry) => /^[0-9a-f]{12}$/.test(entry));
        const pages = join(place.folder, 'pages');
        const commands: [expected: string, file: string, ...args: string[]][] = [
          [`${run}`, 'experiments/commands/runs.ts', 'list'],
          ['train/loss', 'experiments/commands/runs.ts', 'show', `${run}`],
          ['is sound', 'experiments/commands/runs.ts', 'check'],
          [
            'Exported 1',
            'experiments/commands/runs.ts',
            'export',
            join(place.folder, 'a.jsonl.gz'),
          ],
          ['index.html', 'reports/build.ts', '--out', pages],
        ];
        for (const [expected, file, ...args] of commands) {
          const argv = ['tools/launch.mjs', file, ...args];
          const { code, output } = await startProgram(process.execPath, argv, isolated(folder))
            .ended;
          expect([code, output]).toEqual([0, expect.stringContaining(expected)]);
        }
      } finally {
        unmount();
      }
    },
  );

  test.skipIf(!canMount())(
    'a folder that cannot be written is said before anything is trained',
    async () => {
      const folder = join(place.folder, 'read-only');
      const unmount = mountSmall(folder, '1m,ro');
      try {
        const { code, output } = await place.start('read-only').ended;
        expect([code, output]).toEqual([1, expect.stringContaining(folder)]);
        expect(output).not.toMatch(/train +\d/);
        expect(existsSync(join(folder, 'runs.db'))).toBe(false);
      } finally {
        unmount();
      }
    },
  );
});

/** Fills the file system. */
function fill(path: string): void {
  const block = Buffer.alloc(4096);
  try {
    for (;;) writeFileSync(path, block, { flag: 'a' });
  } catch {
    // full
  }
}
