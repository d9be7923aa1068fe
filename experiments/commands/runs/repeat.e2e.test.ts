import { join } from 'node:path';
import { folderForThisTest } from '@singlora/core/disk/temporary';
import Libsql from 'libsql';
import { expect, test } from 'vitest';
import { isolated, runsIn, startProgram } from '../../testing/run-command.ts';

test('a run made again is equal, or told of by how much its record differs', async () => {
  const folder = folderForThisTest();
  const launch = (...argv: string[]) =>
    startProgram(process.execPath, ['tools/launch.mjs', ...argv], isolated(folder)).ended;
  await launch('theory/log-time/check.ts', '--preset=smoke');
  const [run] = await runsIn(folder);
  const repeat = () => launch('experiments/commands/runs.ts', 'repeat', run?.id ?? '');

  const equal = await repeat();
  expect(equal.output).toMatch(/made again is equal: 2 numbers, 0 curves and 1 files are the same/);
  expect(equal.output).toMatch(/What is equal: configuration, code, models and data, packages/);
  expect(equal.code).toBe(0);

  // As after code that was changed, and changed back.
  const repeats = new Libsql(join(folder, 'repeats', run?.id ?? '', 'runs.db'));
  repeats.exec('create temp table other as select * from runs');
  repeats.exec(
    `update other set number = 2, id = '0123456789ab', identity = 'other', summary = '{}'`,
  );
  repeats.exec('insert into runs select * from other');
  repeats.close();
  expect((await repeat()).output).toMatch(/finished before[^]*made again is equal: 2 numbers/);

  const database = new Libsql(join(folder, 'runs.db'));
  database.exec(
    `update runs set summary = json_set(summary, '$.diverged', 7) where id = '${run?.id}'`,
  );
  database.close();
  const other = await repeat();
  expect(other.output).toMatch(/finished before/);
  expect(other.output).toMatch(/is not equal: of .*, 1 differ\.\n +diverged +7, and 0 now: -7/);
  expect(other.code).toBe(1);
});
