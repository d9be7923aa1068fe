import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runs, useRuns } from './runs.test.support.ts';

/** `PYTHON=…/bin/python npx vitest run trackers` selects an interpreter that has them. */
const python = process.env['PYTHON'] ?? 'python3';
const has = (name: string) =>
  spawnSync(python, [
    '-c',
    `import importlib.util, sys; sys.exit(importlib.util.find_spec('${name}') is None)`,
  ]).status === 0;

const at = useRuns();
const script = (text: string, ...argv: string[]) =>
  JSON.parse(
    execFileSync(python, ['-c', text, ...argv], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as unknown;

describe.skipIf(!has('tensorboard'))('TensorBoard, where Python has it,', () => {
  test('reads back the curves and the result', async () => {
    const folder = join(at.folder, 'logs');
    await runs('export', `tensorboard:${folder}`);
    const read = script(
      `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1])
events.Reload()
print(json.dumps({tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in events.Tags()['scalars']}))`,
      join(folder, `mnli-${at.ids[0]}`),
    );
    expect(read).toEqual({
      'train/loss': [1, 1 / 2, 1 / 3].map((loss, i) => [i + 1, Math.fround(loss)]),
      'summary/validation/accuracy': [[3, 0.8125]],
      'summary/validation/accuracy/standardError': [[3, Math.fround(0.0042)]],
      'summary/steps': [[3, 1200]],
    });
  });
});

describe.skipIf(!has('mlflow.server'))('MLflow, where Python has it,', () => {
  test('gives back configuration, curves, result, tags and files, and gets nothing twice', async () => {
    const address = await startServer(at.folder);
    expect((await runs('export', `mlflow:${address}`)).out).toMatch(/^Exported 2 finished runs/);
    expect((await runs('export', `mlflow:${address}`)).out).toMatch(/2 were there already\.$/);
    const read = script(
      `
import json, sys, mlflow
client = mlflow.MlflowClient(sys.argv[1])
[experiment] = [e for e in client.search_experiments() if e.name == 'mnli']
runs = client.search_runs([experiment.experiment_id])
[run] = [r for r in runs if r.data.tags['singlora.run'] == sys.argv[2]]
id = run.info.run_id
file = client.download_artifacts(id, 'predictions.json', sys.argv[3])
print(json.dumps({
  'runs': len(runs), 'status': run.info.status, 'params': run.data.params,
  'accuracy': run.data.metrics['validation/accuracy'], 'file': open(file).read(),
  'losses': [[m.step, m.value] for m in client.get_metric_history(id, 'train/loss')],
}))`,
      address,
      at.ids[0] ?? '',
      at.folder,
    );
    expect(read).toEqual({
      runs: 2,
      status: 'FINISHED',
      params: { method: 'lora', rank: '8', seed: '0' },
      accuracy: 0.8125,
      file: '[0,1,2]',
      losses: [1, 1 / 2, 1 / 3].map((loss, i) => [i + 1, loss]),
    });
  });
});

/** Starts an MLflow server on a free port, without its job runners; returns its address. */
async function startServer(folder: string): Promise<string> {
  const port = await freePort();
  const options = ['--backend-store-uri', `sqlite:///${join(folder, 'mlflow.db')}`];
  const own = ['--artifacts-destination', join(folder, 'mlflow'), '--workers', '1'];
  const child = spawn(
    python,
    ['-m', 'mlflow', 'server', '--port', String(port), ...options, ...own],
    {
      detached: true,
      stdio: 'ignore',
      env: {
        ...process.env,
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
        MLFLOW_DISABLE_TELEMETRY: 'true',
      },
    },
  );
  onTestFinished(() => void process.kill(-(child.pid as number), 'SIGKILL'));
  const address = `http://127.0.0.1:${port}`;
  for (let look = 0; look < 600; look++) {
    const isUp = await fetch(`${address}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return address;
    await sleep(200);
  }
  throw new Error('MLflow did not start.');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
