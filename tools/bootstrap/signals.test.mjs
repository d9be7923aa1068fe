import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { folderForThisTest } from '@singlora/core/disk/temporary';
import { expect, it } from 'vitest';
import { bundle } from '../bundle.mjs';
import { addonPath } from './in-place.mjs';

const root = join(import.meta.dirname, '../..');

const sources = ['packages/core/src/kernels/index.ts', 'lab/runtime/src/index.ts'];

/** Multiplies until it has received `count` signals. */
const program = (count, kernels, runtime) => `
  import * as tf from '@tensorflow/tfjs-core';
  import { linear } from '${kernels}';
  import { startBackend } from '${runtime}';
  await startBackend();
  let heard = 0;
  process.on('SIGUSR2', () => heard++);
  const [x, weight] = [tf.ones([32, 768]), tf.ones([768, 96])];
  console.log('ready');
  while (heard < ${count}) {
    for (let i = 0; i < 20; i++)
      linear(x, weight, undefined, [], { layout: 'in-out' }).dispose();
    await new Promise((done) => setImmediate(done));
  }
  const sums = linear(x, weight, undefined, [], { layout: 'in-out' }).dataSync();
  console.log(sums.every((sum) => sum === 768) ? 'right' : 'wrong');
  setTimeout(() => {}, 500); // for the last signals
`;

const isBuilt = existsSync(addonPath(root)) && process.platform !== 'win32';

// Without the guard one signal in a few hundred ends the process.
it.skipIf(!isBuilt).each([
  ['signals', () => []],
  [
    "a profiler's signals",
    (folder) => ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=100'],
  ],
])('%s that interrupt products of matrices do no harm', async (_, flagsIn) => {
  const folder = folderForThisTest(join(root, 'node_modules/.cache'));
  const text = program(2000, ...(await bundle(root, sources, folder)));
  const argv = [...flagsIn(folder), '--input-type=module', '--eval', text];
  const child = spawn(process.execPath, argv, { cwd: root });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  let sending;
  child.stdout.on('data', (text) => {
    if (text.startsWith('ready')) sending = setInterval(() => child.kill('SIGUSR2'), 0);
    else clearInterval(sending);
  });
  const [code, signal] = await new Promise((done) => child.on('close', (...ended) => done(ended)));
  clearInterval(sending);
  expect({ code, signal, output }).toMatchObject({
    code: 0,
    signal: null,
    output: expect.stringContaining('right'),
  });
});
