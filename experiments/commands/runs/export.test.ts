import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readParquet } from '@singlora/core/formats';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { recordRun, runs, useRuns } from './runs.test.support.ts';

const at = useRuns();

describe('a table', () => {
  test('is CSV, JSON or Parquet by its name', async () => {
    const columns = ['--columns=method,seed,accuracy', '--where', 'method=lora,singlora'];
    const file = (end: string) => join(at.folder, `table${end}`);
    for (const end of ['.csv', '.json', '.parquet'])
      expect((await runs('export', file(end), ...columns)).out).toBe(
        `Exported 2 finished runs to ${file(end)}.`,
      );
    const rows = [
      { method: 'singlora', seed: 0, accuracy: 0.8125 },
      { method: 'lora', seed: 0, accuracy: 0.8125 },
    ];
    expect(readFileSync(file('.csv'), 'utf8')).toBe(
      'method,seed,accuracy\nsinglora,0,0.8125\nlora,0,0.8125\n',
    );
    expect(JSON.parse(readFileSync(file('.json'), 'utf8'))).toEqual(rows);
    expect(await readParquet(file('.parquet'))).toEqual(rows);
  });

  test('in Parquet has every field, and null where a run has none', async () => {
    const config = { method: 'dora', isFast: true, seeds: [0, 1] };
    await recordRun({ config }, { loss: NaN });
    const path = join(at.folder, 'all.parquet');
    await runs('export', path);
    const [first, second] = await readParquet(path);
    expect(first).toMatchObject({
      'config.method': 'dora',
      'config.isFast': true,
      'config.seeds': '[0,1]',
      'summary.loss': NaN,
      'config.rank': null,
    });
    expect(second).toMatchObject({ 'config.rank': 8, 'config.isFast': null });
  });
});

test('what cannot be written is told of', async () => {
  for (const name of [join(at.folder, 'runs.db', 'a.csv'), `tensorboard:${at.folder}/runs.db`])
    expect(await runs('export', name)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/cannot be written: /) as string,
    });
});

test.each(['runs.jsonl.gz', 'runs.csv'])(
  '%s stays as it was where no run matches',
  async (name) => {
    const path = join(at.folder, name);
    writeFileSync(path, 'a backup');
    expect(await runs('export', path, '--since=2999-01-01')).toMatchObject({
      code: 1,
      err: expect.stringContaining(`No finished run matches: ${path} is not written.`) as string,
    });
    expect(readFileSync(path, 'utf8')).toBe('a backup');
  },
);

test('names that match nothing are said, and the rest is written', async () => {
  const path = join(at.folder, 'runs.jsonl.gz');
  const chosen = ['--experiment=mnli,mnlj', '--without=predictions.json,adaptor'];
  expect(await runs('export', path, ...chosen)).toMatchObject({
    code: 0,
    err: [
      '--experiment: no run is of an experiment mnlj.',
      '--without: none of them has a file or folder adaptor.',
    ].join('\n'),
  });
});

test('a table has no curves or artifacts to thin', async () => {
  for (const flag of ['--every=2', '--without=adapter', '--digits=3'])
    expect((await runs('export', join(at.folder, 'a.csv'), flag)).err).toContain(
      `${flag.split('=')[0]} only applies to an archive`,
    );
});

test.each(['runs.xlsx', 'all-runs', 'tensorboard:', 'mlflow', 'mlflow:localhost'])(
  '%s says nothing that is known, and nothing is written',
  async (name) => {
    vi.stubEnv('MLFLOW_TRACKING_URI', undefined);
    const { code, err } = await runs('export', name);
    expect([code, err]).toEqual([2, expect.stringMatching(/does not say what to write/)]);
    expect(existsSync(name)).toBe(false);
  },
);

test('TensorBoard gets a file of events in its format, of each run', async () => {
  const folder = join(at.folder, 'logs');
  await runs('export', `tensorboard:${folder}`, '--experiment=mnli');
  expect(readdirSync(folder).sort()).toEqual([`mnli-${at.ids[0]}`, `mnli-${at.ids[1]}`].sort());
  const place = join(folder, `mnli-${at.ids[0]}`);
  const [name = ''] = readdirSync(place);
  expect(name).toMatch(/^events\.out\.tfevents\.\d+\./);
  const events = readFileSync(join(place, name));
  // The length of the first event, 24, and its checksum, as at the start of TensorFlow's own files.
  expect(events.subarray(0, 12).toString('hex')).toBe('1800000000000000a37f4b22');
  expect(events.includes('brain.Event:2')).toBe(true);
  expect(events.includes('summary/validation/accuracy')).toBe(true);
});

test('TensorBoard gets each run within its folder, whatever its experiment is called', async () => {
  const id = await recordRun({ experiment: '../../x' });
  const folder = join(at.folder, 'logs');
  await runs('export', `tensorboard:${folder}`, '--experiment=../../x');
  expect(readdirSync(folder)).toEqual([`..-..-x-${id}`]);
});

test('TensorBoard gets runs of experiments with long names, and trials named as such', async () => {
  const [one, other] = ['a'.repeat(300), 'a'.repeat(301)];
  const config = { purpose: 'trial' };
  const ids = [
    await recordRun({ experiment: one, config }),
    await recordRun({ experiment: other }),
  ];
  const folder = join(at.folder, 'logs');
  expect(await runs('export', `tensorboard:${folder}`)).toMatchObject({ code: 0 });
  const made = readdirSync(folder).filter((name) => name.startsWith('aaa'));
  expect(new Set(made.map((name) => name.slice(0, 200))).size).toBe(2);
  expect(made.find((name) => name.endsWith(`-trial-${ids[0]}`))).toBeDefined();
  expect(made.find((name) => name.endsWith(`-${ids[1]}`))).not.toContain('trial');
});

test('a table of runs with fields of their own has a column for each', async () => {
  for (let i = 0; i < 40; i++) await recordRun({ config: { [`only ${i}`]: i } });
  const file = join(at.folder, 'runs.csv');
  await runs('export', file);
  const [head = '', first = ''] = readFileSync(file, 'utf8').split('\n');
  const cells = first.split(',');
  expect(head.split(',').filter((name) => name.startsWith('config.only'))).toHaveLength(40);
  expect(cells[head.split(',').indexOf('config.only 39')]).toBe('39');
});

describe('MLflow', () => {
  /** A server that records its requests, and refuses the one with this number, with a message if given. */
  async function mlflow(
    refuses = Infinity,
    words?: (response: ServerResponse) => void,
    artifact_uri = 'mlflow-artifacts:/1/r/artifacts',
  ) {
    const sent: { path: string; body: Record<string, unknown[]>; login?: string | undefined }[] =
      [];
    const info = { run_id: 'r', status: 'RUNNING', artifact_uri };
    let isMade = false;
    const answer = (path: string): [number, unknown] => {
      if (sent.length === refuses) return [503, 'busy'];
      if (path.includes('get-by-name')) return [404, {}];
      if (path.includes('experiments/create')) return [200, { experiment_id: '1' }];
      if (path.includes('runs/search')) return [200, isMade ? { runs: [{ info }] } : {}];
      if (path.includes('runs/create')) isMade = true;
      if (path.includes('runs/update')) info.status = 'FINISHED';
      return [200, { run: { info } }];
    };
    const read = async (request: IncomingMessage) =>
      Buffer.concat((await request.toArray()) as Buffer[]).toString();
    const server = createServer((request, response) => {
      void read(request).then((text) => {
        const path = String(request.url).replace('/api/2.0/', '');
        const isJson = request.headers['content-type'] === 'application/json';
        const body = (isJson && text ? JSON.parse(text) : { text }) as Record<string, unknown[]>;
        sent.push({ path, body, login: request.headers.authorization });
        if (words && sent.length === refuses) return words(response);
        const [status, value] = answer(path);
        response.writeHead(status).end(JSON.stringify(value));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const of = (path: string) => sent.filter((one) => one.path.startsWith(path));
    const close = () => new Promise((done) => server.close(done));
    return { address, sent, of, close };
  }

  test('gets configuration, curves, result and files, in batches within its limits', async () => {
    const config = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`setting${i}`, i]));
    await recordRun({ config }, { accuracy: NaN }, (run) => {
      for (let step = 1; step <= 1500; step++) run.log(step, { loss: step });
      return run.artifact('result.json', '{}');
    });
    const { address, of } = await mlflow();
    const { code, out } = await runs('export', `mlflow:${address}`, '--experiment=x');
    expect([code, out]).toEqual([0, `Exported 1 finished runs to mlflow:${address}.`]);
    const batches = of('mlflow/runs/log-batch').map(({ body }) => body);
    expect(batches.map(({ params = [], metrics = [] }) => [params.length, metrics.length])).toEqual(
      [
        [100, 0],
        [50, 0],
        [0, 1000],
        [0, 501],
      ],
    );
    expect(batches.at(-1)?.['metrics']?.at(-1)).toMatchObject({ key: 'accuracy', value: 'NaN' });
    expect(of('mlflow-artifacts/artifacts/1/r/artifacts/result.json')).toHaveLength(1);
  });

  test('is logged in to by a name and password in its address, which is said without', async () => {
    const { address, sent } = await mlflow(1);
    const to = `mlflow:${address.replace('//', '//me:a%20b@')}`;
    const refused = await runs('export', to);
    const done = await runs('export', to);
    expect(refused.err).toContain('answered 503');
    expect(done.out).toContain(`to mlflow:${address}`);
    expect(refused.err + done.out).not.toContain('me:');
    expect(new Set(sent.map(({ login }) => login))).toEqual(new Set(['Basic bWU6YSBi']));
  });

  test('that refuses is told of, and the same command completes the run and sends it no more', async () => {
    const { address, of } = await mlflow(6);
    const command = ['export', `mlflow:${address}`, '--where', 'method=lora'];
    const refused = await runs(...command);
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringMatching(/it answered 503: "busy"/),
    ]);
    expect((await runs(...command)).out).toMatch(/^Exported 1 finished runs/);
    expect((await runs(...command)).out).toMatch(/^Exported 0 .*; 1 were there already\.$/);
    expect(of('mlflow/runs/create')).toHaveLength(1);
    expect(of('mlflow/runs/update')).toHaveLength(1);
  });

  test('that refuses a run is told of by its name, and gets the others', async () => {
    const { address, of } = await mlflow(5, (response) => response.writeHead(400).end('too long'));
    const { code, out, err } = await runs('export', `mlflow:${address}`);
    expect(of('mlflow/runs/search')).toHaveLength(2);
    expect([code, out]).toEqual([1, expect.stringMatching(/^Exported 1 finished runs/)]);
    expect(err).toMatch(/refuses run [0-9a-f]{12}: too long/);
  });

  test.each<[string, (response: ServerResponse) => void, RegExp]>([
    [
      'is a page to log in at',
      (response) => response.end('<html>'),
      /otherwise than MLflow: <html>/,
    ],
    [
      'breaks off in an answer',
      (response) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('{');
        setTimeout(() => response.destroy(), 50);
      },
      /cannot be used: .*closed/,
    ],
  ])('that %s is a failure', async (_what, words, says) => {
    const { address } = await mlflow(1, words);
    const { code, err } = await runs('export', `mlflow:${address}`);
    expect([code, err]).toEqual([1, expect.stringMatching(says)]);
  });

  test.each(['../../x', '1/%2e%2e/x', '1/..%2fx', '1/./x', '1/x?y=', '1/%zz'])(
    'that names %s as the place of files gets none',
    async (place) => {
      const { address, of } = await mlflow(Infinity, undefined, `mlflow-artifacts:/${place}`);
      const { code, err } = await runs('export', `mlflow:${address}`);
      expect([code, of('mlflow-artifacts')]).toEqual([1, []]);
      expect(err).toContain(`a place outside of its artifacts, ${place}.`);
    },
  );

  test('gets patterns of layers, which are no names there, as JSON', async () => {
    const config = { adapter: { r: 8, rank_pattern: { '^.*query$': 2 }, ramp: { steps: 1 } } };
    await recordRun({ config }, { accuracy: 1 });
    const { address, of } = await mlflow();
    await runs('export', `mlflow:${address}`, '--experiment=x');
    expect(of('mlflow/runs/log-batch')[0]?.body['params']).toEqual([
      { key: 'adapter.r', value: '8' },
      { key: 'adapter.rank_pattern', value: '{"^.*query$":2}' },
      { key: 'adapter.ramp.steps', value: '1' },
    ]);
  });

  test('gets the whole characters that its limits have room for', async () => {
    const config = { text: `${'x'.repeat(5_999)}🤖🤖` };
    await recordRun({ config }, { accuracy: 1 });
    const { address, of } = await mlflow();
    await runs('export', `mlflow:${address}`, '--experiment=x');
    expect(of('mlflow/runs/log-batch')[0]?.body['params']).toEqual([
      { key: 'text', value: `${'x'.repeat(5_999)}🤖` },
    ]);
  });

  test('that takes no files is told of', async () => {
    const { address, of } = await mlflow(Infinity, undefined, '/srv/mlruns/1/r/artifacts');
    const { code, err } = await runs('export', `mlflow:${address}`, '--where', 'method=lora');
    expect([code, err]).toEqual([0, expect.stringMatching(/^The files of 1 stay here/)]);
    expect(of('mlflow-artifacts')).toHaveLength(0);
  });

  test('that cannot be reached is a failure', async () => {
    const { address, close } = await mlflow();
    await close();
    const { code, err } = await runs('export', `mlflow:${address}`);
    expect([code, err]).toEqual([1, expect.stringMatching(/cannot be used: .*ECONNREFUSED/)]);
  });
});
