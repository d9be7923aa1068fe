import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isolated, runsIn, startCommand, startProgram } from '../testing/run-command.ts';
import { courseIn, type Course } from '../testing/course.ts';
import { lackOfSlurm, startSlurm, until, type TestSlurm } from '../testing/slurm.ts';
import { isShort, openWorkplace, undisturbedIn, type Workplace } from '../testing/workplace.ts';

const lack = lackOfSlurm();
const many = isShort ? 12 : 60;

describe.skipIf(lack !== undefined)(`workers on Slurm${lack ? ` (${lack})` : ''}`, () => {
  let place: Workplace;
  let slurm: TestSlurm;
  beforeAll(async () => {
    place = await openWorkplace();
    slurm = await startSlurm(3);
  });
  afterAll(async () => {
    await slurm?.stop();
    place.dispose();
  });
  const folderOf = (name: string) => join(place.folder, name);

  /** The job that a command submitted before it ended, and its first worker's output. */
  async function submitted(
    name: string,
    command: Promise<{ code: number | null; output: string }>,
  ) {
    const { code, output } = await command;
    expect([code, code === 0 ? '' : output]).toEqual([0, '']);
    const [, id = ''] = /Submitted job (\d+)/.exec(output) ?? [];
    const [, log = ''] = /^(\/.*)\*\.log$/m.exec(output) ?? [];
    const file = `${log}0.log`;
    return { id, log: () => (existsSync(file) ? readFileSync(file, 'utf8') : '') };
  }

  test('four make each of many runs once, and then the pages', async () => {
    const flags = [
      '--preset=smoke',
      '--methods=singlora',
      `--seeds=0..${many - 1}`,
      '--eval-rows=16',
    ];
    const launch = [`--model=${folderOf('model')}`, '--launch=slurm', '--workers=4'];
    const env = { ...slurm.env, SINGLORA_REPORTS: folderOf('reports') };
    const folder = folderOf('many');
    const started = startCommand('mnli', [...flags, ...launch], folder, env);
    const { id } = await submitted('many', started.ended);
    await slurm.ended(id);
    const runs = await runsIn(folder);
    expect(new Set(runs.map(({ config }) => config['seed'])).size).toBe(many);
    expect(runs.map(({ status, starts }) => `${status} ${starts.length}`)).toEqual(
      Array.from({ length: many }, () => 'finished 1'),
    );
    const logOf = (index: number) => `${folder}/logs/mnli-${id}_${index}.log`;
    // How many a worker makes depends on when it starts.
    const made = [0, 1, 2, 3].map((index) =>
      Number(/^(\d+) runs? made, /m.exec(readFileSync(logOf(index), 'utf8'))?.[1]),
    );
    expect(made.reduce((sum, count) => sum + count)).toBe(many);
    const jobs = runs.map(({ starts }) => starts[0]?.job ?? null);
    for (const job of jobs)
      expect(job).toEqual({ id, index: job?.index, log: logOf(job?.index ?? -1) });
    expect(made.map((_, index) => jobs.filter((job) => job?.index === index).length)).toEqual(made);
    await until(() => slurm.run('squeue', '-h') === '', 300, 'the pages are not made');
    expect(existsSync(folderOf('reports/index.html'))).toBe(true);
  });

  describe('a run ends with the results, rows and adapter of an undisturbed one', () => {
    let undisturbed: Course;
    beforeAll(async () => {
      undisturbed = await undisturbedIn(place);
    });

    /** Launches the run, and disturbs its worker during training; once more if it finished before that. */
    async function disturbed(
      name: string,
      options: readonly string[],
      how: (id: string) => void,
      attempts = 3,
    ): Promise<void> {
      const launch = ['--launch=slurm', '--workers=1', '--', ...options];
      const { id, log } = await submitted(name, place.start(name, slurm.env, launch).ended);
      await until(() => /train +[1-9]\d*%/.test(log()), 300, `job ${id} does not train`);
      how(id);
      await slurm.ended(id);
      expect(await courseIn(folderOf(name)), log()).toEqual(undisturbed);
      const [run] = await runsIn(folderOf(name));
      if (run?.starts.length === 1 && attempts > 1)
        return disturbed(`${name}-again`, options, how, attempts - 1);
      expect(run?.starts).toMatchObject([{ job: { id } }, { job: { id } }]);
      expect(run?.starts[1]?.fromStep).toBeGreaterThan(0);
    }

    test.concurrent('whose node loses its power', () =>
      disturbed('cut', ['--exclude=n3'], (id) =>
        slurm.cut(slurm.run('squeue', '-h', '-o%N', '-j', id).trim()),
      ),
    );

    test.concurrent('whose worker is put back into the queue', () =>
      disturbed('requeued', ['--nodelist=n3'], (id) => slurm.run('scontrol', 'requeue', `${id}_0`)),
    );

    test.concurrent('a worker whose time is up saves and requeues itself', async () => {
      const source = 'lab/runner/src/fixtures/coin.experiment.ts';
      const flags = ['--trials=0', '--results=0', `--notes=${folderOf('notes')}`];
      // Slurm checks every half minute, and signals half a minute early: 15 seconds after the start or later.
      const options = ['--', '--nodelist=n3', '--time=1', '--signal=USR1@15'];
      const argv = ['tools/launch.mjs', source, ...flags, '--launch=slurm', ...options];
      const env = { ...isolated(folderOf('time')), ...slurm.env, COIN_STUCK_IN: 'trial 0' };
      const { ended } = startProgram(process.execPath, argv, env);
      const { id, log } = await submitted('time', ended);
      await slurm.ended(id);
      expect(log()).toMatch(/Stopping after this step and saving \(SIGUSR1\)/);
      const runs = await runsIn(folderOf('time'));
      expect(runs.map(({ status }) => status)).toEqual(['finished']);
      expect(runs[0]?.starts.length).toBeGreaterThan(1);
    });
  });
});
