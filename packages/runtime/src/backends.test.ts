import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Runs a few lines in a process of its own: a backend can be started only once in each. */
const script = (name: string) => `
  import { startBackend } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
  import * as tf from '@tensorflow/tfjs-core';
  const backend = await startBackend({ prefer: '${name}' });
  const slope = tf.grad((x) => x.tanh().sum())(tf.zeros([2])).dataSync();
  console.log(JSON.stringify({ backend, active: tf.getBackend(), slope: [...slope] }));
`;

it.each(['tensorflow', 'wasm', 'cpu'])(
  '%s starts, computes gradients and prints nothing of its own',
  async (name) => {
    const folder = fileURLToPath(new URL('..', import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [
        '--conditions=@singlora/source',
        '--import',
        'tsx',
        '--input-type=module',
        '-e',
        script(name),
      ],
      { cwd: folder },
    );
    const { backend, active, slope } = JSON.parse(stdout) as {
      backend: { name: string; description: string };
      active: string;
      slope: number[];
    };
    expect(backend.name).toBe(name);
    expect(backend.description).toMatch(/^TensorFlow.* threads?$|GPU$/);
    expect(active).toBe(name);
    expect(slope).toEqual([1, 1]);
    expect(stderr).toBe('');
  },
);
