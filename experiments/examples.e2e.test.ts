import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { glueRunConfig } from '@singlora/records';
import { openTracking } from '@singlora/tracking';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparedRun } from './commands/runs/compare.ts';
import type { ComparedRun } from './commands/runs/comparison.ts';
import { repetitionOf } from './commands/runs/repetition.ts';
import { isolated, root, startCommand } from './testing/run-command.ts';
import { writeTinyModel } from './testing/tiny-model.ts';

const python = process.env['SINGLORA_PYTHON'] ?? '';
const finds = 'import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)';

/** Tests that are skipped, with a notice, where Python or the library is missing. */
const withLibrary = (name: string, tests: () => void) => {
  const isThere = python !== '' && spawnSync(python, ['-c', finds, name]).status === 0;
  const skipped = isThere ? '' : ` (skipped: SINGLORA_PYTHON names no Python with ${name})`;
  describe.skipIf(!isThere)(`the example with ${name}${skipped}`, tests);
};

const folder = folderForAllTests();
const flags = ['--preset=smoke', `--model=${join(folder, 'model')}`, '--methods=singlora'];
const cores = { SINGLORA_CORES: '1' };
beforeAll(() => writeTinyModel(join(folder, 'model')));

/** The output of an example; its runs are recorded in the folder of this name. */
function example(file: string, args: readonly string[], name: string): string {
  mkdirSync(join(folder, name));
  const env = { ...isolated(join(folder, name)), ...cores, RAY_USAGE_STATS_ENABLED: '0' };
  const argv = [join('examples', file), ...args];
  const { status, stdout, stderr } = spawnSync(python, argv, { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr}`);
  return stdout;
}

/** The recorded runs with their curves, by identity. */
async function recordedIn(name: string): Promise<ReadonlyMap<string, ComparedRun>> {
  const tracking = await openTracking(join(folder, name, 'runs.db'));
  try {
    const runs = (await tracking.list()).map(({ id }) => comparedRun(tracking, id));
    return new Map((await Promise.all(runs)).map((one) => [one.run.identity, one]));
  } finally {
    await tracking.close();
  }
}

withLibrary('ray', () => {
  it('makes the same records as the grid’s own command', async () => {
    const grid = [...flags, '--lr=1e-3..1e-2:log2', '--seeds=0,1'];
    mkdirSync(join(folder, 'grid'));
    expect(await startCommand('mnli', grid, join(folder, 'grid'), cores).ended).toMatchObject({
      code: 0,
    });
    const printed = example('ray_sweep.py', ['mnli', ...grid], 'ray');
    expect(printed.match(/ finished /g)).toHaveLength(4);
    const [one, other] = [await recordedIn('grid'), await recordedIn('ray')];
    expect([...other.keys()].sort()).toEqual([...one.keys()].sort());
    for (const [identity, recorded] of one) {
      const made = other.get(identity) as ComparedRun;
      const { compared, departures } = repetitionOf(recorded, made);
      expect(departures).toEqual([]);
      expect(compared).toMatchObject({ curves: expect.toSatisfy((count) => count > 0) as number });
      const { status, config, assets, command, environment } = recorded.run;
      expect(made.run).toMatchObject({ status, config, assets, command });
      expect(made.run.environment).toEqual({ ...environment, argv: made.run.environment.argv });
    }
  });
});

withLibrary('optuna', () => {
  it('tries rates, each as a trial on rows set apart', async () => {
    const printed = example('optuna_search.py', ['mnli', '3', ...flags], 'optuna');
    const best = JSON.parse(printed) as { lr: number; score: number };
    const runs = [...(await recordedIn('optuna')).values()].map(({ run }) => run);
    const configs = runs.map(({ config }) => glueRunConfig.parse(config));
    expect(new Set(configs.map(({ learningRate }) => learningRate)).size).toBe(3);
    for (const { purpose, search, learningRate } of configs)
      expect([purpose, search?.rates]).toEqual(['trial', [learningRate]]);
    // They differ from the planned run.
    for (const { command } of runs) expect(command).toMatch(/ --config=-$/);
    const scores = runs.map(({ summary }) => summary['holdout/accuracy'] as number);
    expect(best.score).toBe(Math.max(...scores));
  });
});
