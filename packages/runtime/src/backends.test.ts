import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { isCudaBuild } from './backends/tensorflow.ts';

/** Runs a few lines in a process of its own: a backend can be started only once in each. */
const script = (name: string) => `
  import { startBackend } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
  import * as tf from '@tensorflow/tfjs-core';
  const backend = await startBackend({ prefer: '${name}' });
  const slope = tf.grad((x) => x.tanh().sum())(tf.zeros([2])).dataSync();
  const tf32 = process.env['NVIDIA_TF32_OVERRIDE'];
  console.log(JSON.stringify({ backend, active: tf.getBackend(), slope: [...slope], tf32 }));
`;

interface Started {
  backend: { name: string; description: string };
  active: string;
  slope: number[];
  tf32?: string;
}

async function started(name: string, env: NodeJS.ProcessEnv = {}) {
  const flags = ['--conditions=@singlora/source', '--import', 'tsx', '--input-type=module'];
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [...flags, '-e', script(name)],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), env: { ...process.env, ...env } },
  );
  return { ...(JSON.parse(stdout) as Started), stderr };
}

it.each(['tensorflow', 'wasm', 'cpu'])(
  '%s starts, computes gradients and prints nothing of its own',
  async (name) => {
    const { backend, active, slope, stderr } = await started(name);
    expect(backend.name).toBe(name);
    expect(backend.description).toMatch(/^TensorFlow.* threads?$|GPU$/);
    expect(active).toBe(name);
    expect(slope).toEqual([1, 1]);
    expect(stderr).toBe('');
  },
);

it('computes in float32 on a GPU unless TF32 is asked for', async () => {
  expect((await started('tensorflow')).tf32).toBe('0');
  expect((await started('tensorflow', { SINGLORA_TF32: '1' })).tf32).toBeUndefined();
});

it('uses as many cores as it may', async () => {
  const { backend } = await started('tensorflow', { SINGLORA_CORES: '1' });
  expect(backend.description).toMatch(/CPU, 1 thread$|GPU/);
});

it('knows the CUDA build by the library that is loaded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'maps-'));
  const maps = join(folder, 'maps');
  const of = (build: string) => {
    writeFileSync(
      maps,
      `7f00-7f01 r-xp 0 fe:00 1 /c/tensorflow-2-linux-x64-${build}-1a/tensorflow/libtensorflow_cc.so.2\n`,
    );
    return isCudaBuild(maps);
  };
  expect([of('cuda'), of('cpu'), isCudaBuild(join(folder, 'none'))]).toEqual([true, false, false]);
  rmSync(folder, { recursive: true });
});
