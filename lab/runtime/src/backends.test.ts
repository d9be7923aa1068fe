import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderForAllTests, folderForThisTest } from '@singlora/core/disk/temporary';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { isCudaBuild } from './backends/tensorflow.ts';

const cache = join(import.meta.dirname, '../../../node_modules/.cache');
/** This package as one file, which loads in a third of the time. */
const module = join(folderForAllTests(cache), 'module.mjs');
beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, 'index.ts')],
    bundle: true,
    packages: 'external',
    alias: {
      '@singlora/core/errors': join(
        import.meta.dirname,
        '../../../packages/core/src/errors/index.ts',
      ),
    },
    format: 'esm',
    platform: 'node',
    outfile: module,
  });
});

/** Runs a few lines in a process of its own: a backend can be started only once in each. */
const script = (name: string) => `
  import { startBackend } from ${JSON.stringify(module)};
  import * as tf from '@tensorflow/tfjs-core';
  const backend = await startBackend({ prefer: '${name}' });
  const slope = tf.grad((x) => x.tanh().sum())(tf.zeros([2])).dataSync();
  const { NVIDIA_TF32_OVERRIDE: tf32, TF_NUM_INTEROP_THREADS: atOnce } = process.env;
  console.log(JSON.stringify({ backend, active: tf.getBackend(), slope: [...slope], tf32, atOnce }));
`;

interface Started {
  backend: { name: string; description: string };
  active: string;
  slope: number[];
  tf32?: string;
  atOnce?: string;
}

async function started(name: string, env: NodeJS.ProcessEnv = {}) {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script(name)],
    { cwd: import.meta.dirname, env: { ...process.env, ...env } },
  );
  return { ...(JSON.parse(stdout) as Started), stderr };
}

it.each(['tensorflow', 'wasm', 'cpu'])(
  '%s starts, computes gradients and prints nothing of its own',
  async (name) => {
    const { backend, active, slope, tf32, stderr } = await started(name);
    expect(backend.name).toBe(name);
    expect(backend.description).toMatch(/^TensorFlow.* threads?$|GPU$/);
    expect(active).toBe(name);
    expect(slope).toEqual([1, 1]);
    expect(tf32).toBe(name === 'tensorflow' ? '0' : undefined);
    expect(stderr).toBe('');
  },
);

it('computes in TF32 on a GPU where it is asked for, and uses as many cores as it may', async () => {
  const { backend, tf32, atOnce } = await started('tensorflow', {
    SINGLORA_TF32: '1',
    SINGLORA_CORES: '1',
  });
  expect(atOnce).toBe('1');
  expect(tf32).toBeUndefined();
  expect(backend.description).toMatch(/CPU, 1 thread$|GPU/);
});

it('knows the CUDA build by the library that is loaded', () => {
  const folder = folderForThisTest();
  const maps = join(folder, 'maps');
  const of = (build: string) => {
    writeFileSync(
      maps,
      `7f00-7f01 r-xp 0 fe:00 1 /c/tensorflow-2-linux-x64-${build}-1a/tensorflow/libtensorflow_cc.so.2\n`,
    );
    return isCudaBuild(maps);
  };
  expect([of('cuda'), of('cpu'), isCudaBuild(join(folder, 'none'))]).toEqual([true, false, false]);
});
