import { spawnSync } from 'node:child_process';
import { existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTracking, type RunRecord } from '@singlora/tracking';
import stringWidth from 'string-width';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { root } from '../../testing/run-command.ts';
import { change, environment, record, recordRun, runs, useRuns } from './runs.test.support.ts';

const at = useRuns();

describe('list', () => {
  test('is what happens by default: newest first, with what differs and the result', async () => {
    const { code, out, err } = await runs();
    const [head, ...lines] = out.split('\n');
    expect([code, err]).toEqual([0, '']);
    expect(head).toMatch(/^ID +EXPERIMENT +STATUS +STARTED +TOOK +WHAT DIFFERS +RESULT$/);
    expect(lines.map((line) => line.split(' ')[0])).toEqual([...at.ids].reverse());
    expect(lines[0]).toMatch(/sst2 +running .*in process \d+ on /);
    expect(lines[1]).toMatch(/failed .*method=lora seed=1 +The loss is NaN\.$/);
    expect(lines[2]).toMatch(
      /finished .* s +method=singlora seed=0 +81\.3 ± 0\.4 % validation\/accuracy$/,
    );
  });

  test('names settings within others by their path, where these differ', async () => {
    for (const rank of [8, 16])
      await recordRun({
        experiment: 'dreambooth',
        config: { adapter: { rank, targets: ['to_q'] }, training: null },
      });
    const { out } = await runs('--experiment', 'dreambooth');
    expect(out).toMatch(/ {2}adapter\.rank=16$/m);
    expect(out).toMatch(/ {2}adapter\.rank=8$/m);
  });

  test('can be filtered and limited, and says what it left out', async () => {
    const listed = async (...argv: string[]) =>
      (JSON.parse((await runs('list', '--json', ...argv)).out) as RunRecord[]).map(({ id }) => id);
    expect(await listed()).toEqual([...at.ids].reverse());
    expect(await listed('--experiment', 'mnli')).toEqual(at.ids.slice(0, 3).reverse());
    expect(await listed('--status', 'finished', '--limit', '1')).toEqual([at.ids[1]]);
    expect((await runs('--limit', '1')).out).toMatch(/… and 3 more; --limit 4 lists all\.$/);
  });

  test.skipIf(!existsSync('/dev/full')).each([
    ['experiments/commands/runs.ts', 'list', '--csv'],
    ['theory/width-sweep/check.ts', '--dry-run'],
  ])('%s says so where its output is cut short', (...argv) => {
    const { status, stderr } = spawnSync(process.execPath, ['tools/launch.mjs', ...argv], {
      cwd: root,
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining('ENOSPC')]);
  });

  test('says so where there is nothing', async () => {
    expect(await runs('--experiment', 'none')).toEqual({
      code: 0,
      out: `No runs of that kind in ${join(at.folder, 'runs.db')}.`,
      err: '',
    });
  });
});

describe('show', () => {
  test('shows all that is recorded', async () => {
    const { code, out } = await runs('show', at.ids[0] ?? '');
    expect(code).toBe(0);
    for (const pattern of [
      new RegExp(`^Run ${at.ids[0]}$`, 'm'),
      /^ +status +finished$/m,
      /^ +method +lora$/m,
      /^ +validation\/accuracy +0\.8125$/m,
      /^ +steps +1,200$/m,
      /^ +dataset +nyu-mll\/glue \(abc\), built in$/m,
      /^ +Stands in for MNLI\.$/m,
      /^ +machine +A CPU, 2 cores, 2 threads, 8\.0 GB$/m,
      /^ +git +0123456789ab on main, with changes fedcba987654$/m,
      /^ +tfjs +4\.22\.0$/m,
      /^ +predictions\.json +7 B +[0-9a-f]{64}$/m,
      /^ +train\/loss +0\.333333 +at step 3 +of 3 recorded$/m,
      /^ +command +npx nx run experiments:mnli --seeds 0,1$/m,
      new RegExp(`^To run it again\\n +npx nx run experiments:runs repeat ${at.ids[0]}$`, 'm'),
    ])
      expect(out).toMatch(pattern);
  });

  test('of a run that went on, shows each start, and how long they worked without the time between', async () => {
    const times = (from: string, to: string) =>
      `'2026-01-0${from}:00.000Z', '2026-01-0${to}:00.000Z'`;
    change(`delete from starts where run_id = '${at.ids[0]}'`);
    const job = `'{"id":"81","index":3,"log":"/runs/logs/81_3.log"}'`;
    for (const [number, spans, steps, ofJob] of [
      [0, times('1T10:00', '1T10:20'), '0, 30', 'null'],
      [1, times('5T10:00', '5T10:05'), '20, 40', job],
    ])
      change(`insert into starts (run_id, number, host, pid, started_at, ended_at, from_step, to_step, job, environment)
        select '${at.ids[0]}', ${number}, 'node${number}', 7, ${spans}, ${steps}, ${ofJob}, environment from starts where run_id = '${at.ids[1]}'`);
    const { out } = await runs('show', at.ids[0] ?? '');
    expect(out).toMatch(/^ +took +25 min 00 s$/m);
    expect(out).toMatch(/steps 0 to 30 +20 min 00 s +process 7 on node0 +code 0123456789ab/);
    expect(out).toMatch(
      /steps 20 to 40 +5 min 00 s +process 7 on node1 +job 81_3 +code 0123456789ab/,
    );
    expect(out).toMatch(/^ +job +81_3\n +log +\/runs\/logs\/81_3\.log$/m);
  });

  test('shows why a run failed and how to go on', async () => {
    const { out } = await runs('show', at.ids[2] ?? '');
    expect(out).toMatch(/^ +error +The loss is NaN\./m);
    expect(out).toMatch(/^To go on\n +npx nx run experiments:mnli --seeds 0,1$/m);
  });

  test('as JSON has every metric', async () => {
    const { out } = await runs('show', at.ids[1] ?? '', '--json');
    const shown = JSON.parse(out) as RunRecord & { metrics: unknown[] };
    expect(shown).toMatchObject({ id: at.ids[1], config: { method: 'singlora' }, environment });
    expect(shown.metrics).toHaveLength(3);
  });
});

describe('export and import', () => {
  test('move finished runs to another database', async () => {
    const file = join(at.folder, 'runs.jsonl.gz');
    expect(await runs('export', '--experiment=mnli', '--since', '2020-01-01', file)).toEqual({
      code: 0,
      out: `Exported 2 finished runs to ${file}; left out 1 that are unfinished or damaged.`,
      err: '',
    });
    vi.stubEnv('SINGLORA_TRACKING_URL', join(at.folder, 'other', 'runs.db'));
    expect((await runs('import', file)).out).toBe(`Imported 2 runs from ${file}.`);
    const { out } = await runs('import', file, file);
    const again = `Imported 0 runs from ${file}; 2 were there already.`;
    expect(out).toBe(`${again}\n${again}`);
    expect((await runs()).out.split('\n')).toHaveLength(3);
  });

  test('compare runs that are there already, and name what differs', async () => {
    const [first = ''] = at.ids;
    const file = join(at.folder, 'runs.jsonl.gz');
    await runs('export', file);
    const thin = join(at.folder, 'thin.jsonl.gz');
    await runs('export', '--every=2', '--digits=2', '--without=predictions.json', thin);
    expect(await runs('import', file, thin)).toMatchObject({ code: 0, err: '' });
    change(`update runs set summary = json_set(summary, '$.steps', 7) where id = '${first}';
      update metrics set value = 0.4 where run_id = '${first}' and step = 2;
      update artifacts set sha256 = 'f00d' where run_id = '${first}'`);
    const { code, out, err } = await runs('import', file);
    expect(out).toBe(`Imported 0 runs from ${file}; 2 were there already.`);
    const [named, advice, ...rest] = err.split('\n');
    expect([code, named, rest]).toEqual([
      1,
      `Run ${first} is there already, and differs from ${file}: summary, curve train/loss, predictions.json.`,
      [],
    ]);
    expect(advice).toMatch(/stay as they are/);
    await runs('rm', '--yes', first);
    expect(await runs('import', file)).toMatchObject({
      code: 0,
      out: `Imported 1 runs from ${file}; 1 were there already.`,
    });
    expect((await runs('verify')).code).toBe(0);
  });

  test('take the runs that hold conditions', async () => {
    const file = join(at.folder, 'chosen.jsonl.gz');
    const { out } = await runs('export', '--where=method=lora', '--experiment=mnli', file);
    expect(out).toBe(
      `Exported 1 finished runs to ${file}; left out 1 that are unfinished or damaged.`,
    );
    expect((await runs('export', '--where=metod=lora', file)).err).toMatch(/Did you mean "method"/);
    expect((await runs('export', '--columns=method', file)).err).toMatch(/takes no --columns/);
  });

  test('say what is wrong with a file', async () => {
    const none = join(at.folder, 'none', 'runs.db');
    vi.stubEnv('SINGLORA_TRACKING_URL', none);
    for (const wrong of [join(at.folder, 'missing.jsonl.gz'), at.folder])
      expect((await runs('import', wrong)).err).toMatch(/cannot be read: .*check the path/);
    writeFileSync(join(at.folder, 'no-archive'), 'text');
    const { code, err } = await runs('import', join(at.folder, 'no-archive'));
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: Line 1 of .*no-archive cannot be imported/);
    expect(existsSync(none)).toBe(false);
  });
});

describe('exit codes', () => {
  test.each([
    [['show', 'ffffffffffffffff'], /No run in .* begins with "ffffffffffffffff"/],
    [['show'], /missing required argument 'id'/],
    [['--status', 'done'], /Allowed choices are running, finished, interrupted, failed/],
    [['--limit', '0'], /whole number above 0/],
    [['--colour'], /unknown option/],
    [['export'], /missing required argument 'file'/],
    [['export', 'a.gz', '--since', 'soon'], /must be a date/],
    [['list', '--limit=2', '--limit=3'], /--limit: it is given twice/],
    [['list', '--experiment='], /--experiment: it is empty/],
    [['list', '--json', '--csv'], /'--csv' cannot be used with option '--json'/],
    [['list', '--html=a.html', '--columns=id'], /cannot be used with option '--columns/],
    [['show', 'x', '--json', '--config'], /cannot be used with option '--json'/],
    [['compare', 'x', 'y', '--json', '--html=a'], /cannot be used with option '--json'/],
    [['export', 'tensorboard:a', '--columns=id'], /--columns only applies to a table/],
    [['shwo'], /Unknown command "shwo"\. Did you mean "show"\?/],
  ])('%j is wrong usage', async (argv, message) => {
    const { code, out, err } = await runs(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  test('help is no error', async () => {
    const { code, out } = await runs('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/Usage: nx run experiments:runs/);
  });

  test('a database that cannot be read is a failure', async () => {
    writeFileSync(join(at.folder, 'other.db'), 'no database at all '.repeat(100));
    vi.stubEnv('SINGLORA_TRACKING_URL', join(at.folder, 'other.db'));
    const { code, err } = await runs();
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: .*other\.db is damaged or no SQLite database/);
  });
});

describe('what others wrote', () => {
  const hostile = '\u001b[2Jred\u009b1m\r\n\tfake \u202egnp.exe\u200b\u3164';
  const steers = /[\p{Cc}\p{Cf}\u3164]/u;

  beforeEach(async () => {
    const tracking = await openTracking();
    const config = { [hostile]: 1, note: hostile.repeat(1_000), model: '模型'.repeat(100) };
    const asset = { kind: 'model' as const, id: hostile, revision: hostile, source: hostile };
    const run = await tracking.start({
      experiment: hostile,
      identity: 'h',
      config,
      command: hostile,
      environment: { ...environment, cpu: hostile },
      assets: [{ ...asset, origin: hostile, sha256: { [hostile]: hostile } }],
    });
    run.log(1, { [hostile]: 1 });
    await run.end('failed', {}, hostile);
    await tracking.close();
    const other = { ...config, note: 1, model: 2 };
    await recordRun({ experiment: hostile, config: other }, { [hostile]: NaN });
  });

  test('steers no terminal, and is cut', async () => {
    const { out } = await runs();
    const lines = out.split('\n');
    expect(lines).toHaveLength(7);
    expect(lines.every((line) => stringWidth(line) < 300)).toBe(true);
    expect(lines[1]).toContain('\\u001b[2Jred\\u009b1m\\r\\n\\tfake \\u202egnp.exe\\u200b\\u3164');
    for (const line of lines) expect(line).not.toMatch(steers);
    const [id = ''] = lines[2]?.split(' ') ?? [];
    const shown = await runs('show', id);
    for (const line of shown.out.split('\n')) expect(line).not.toMatch(steers);
    expect((await runs('show', hostile)).err).not.toMatch(steers);
  });

  test('is the same in JSON, in characters that steer nothing', async () => {
    const { out } = await runs('list', '--json');
    expect(out.replaceAll('\n', '')).not.toMatch(steers);
    expect((JSON.parse(out) as RunRecord[])[1]).toMatchObject({
      experiment: hostile,
      error: hostile,
      config: { [hostile]: 1 },
    });
  });
});

describe('a damaged run', () => {
  beforeEach(() => {
    change(`update runs set assets = json_remove(assets, '$[0].kind') where id = '${at.ids[0]}'`);
    change(`update starts set ended_at = '2001-01-01T00:00:00.000Z' where run_id = '${at.ids[1]}'`);
  });

  test('is listed with the reason, and the others as ever', async () => {
    const { code, out } = await runs();
    expect(code).toBe(0);
    const lines = out.split('\n').slice(1);
    expect(lines.map((line) => line.split(' ')[0])).toEqual([...at.ids].reverse());
    expect(lines[3]).toMatch(/mnli +damaged .*assets\.0\.kind: Invalid option/);
    expect((await runs('--status', 'failed')).out).toContain(at.ids[2]);
    const json = JSON.parse((await runs('--json')).out) as unknown[];
    expect(json[3]).toMatchObject({ id: at.ids[0], problem: expect.any(String) as string });
  });

  test('is shown', async () => {
    const { code, out } = await runs('show', at.ids[0] ?? '');
    expect(code).toBe(0);
    expect(out).toMatch(/^ +damaged +assets\.0\.kind: /m);
    expect(out).toMatch(/^ +npx nx run experiments:mnli --seeds 0,1 --force$/m);
  });

  test('is found by a check, which says that all is sound where it is', async () => {
    const damaged = await runs('check');
    expect([damaged.code, damaged.err]).toEqual([1, expect.stringMatching(/The record of run/)]);
    vi.stubEnv('SINGLORA_TRACKING_URL', join(at.folder, 'another', 'runs.db'));
    await record();
    expect(await runs('check')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /another.runs\.db is sound\. It holds 4 runs, 6 points of curves and 2 files\.$/,
      ),
    });
  });

  test('times that run backwards give no duration', async () => {
    expect((await runs('--experiment', 'mnli')).out).toMatch(/finished +[-\d]+ [\d:]+ +\? +method/);
    expect((await runs('show', at.ids[1] ?? '')).out).toMatch(/^ +took +\?$/m);
  });
});

test('a dead process’s run counts as interrupted, within the limit too', async () => {
  change(`update runs set pid = 2147483647 where status = 'running'`);
  expect((await runs('--status', 'running')).out).toMatch(/^No runs/);
  const { out } = await runs('--status', 'interrupted', '--limit', '1');
  expect(out.split('\n').map((line) => line.split(' ')[0])).toEqual(['ID', at.ids[3]]);
});

test('import and check name runs that contradict themselves', async () => {
  vi.stubEnv('SINGLORA_TRACKING_URL', join(at.folder, 'runs.db'));
  const archive = join(root, 'results/mnli.jsonl.br');
  await runs('import', archive);
  change(
    `update runs set summary = json_set(summary, '$.steps', 7) where id = (select min(id) from runs where json_extract(config, '$.trainRows') > 0)`,
  );
  for (const command of [['import', archive], ['check']]) {
    const { code, out, err } = await runs(...command);
    const all = `${out}\n${err}`;
    expect(all).toMatch(/Run \w{12} decides nothing on the pages: it recorded 7 steps, not \d/);
    expect(all.match(/decides nothing/g)).toHaveLength(1);
    expect(code).toBe(1);
  }
});
