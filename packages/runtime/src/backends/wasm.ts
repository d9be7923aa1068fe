import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendStarter } from '../backend.ts';

/** WebAssembly: portable, one thread in Node. */
export const wasm: BackendStarter = {
  name: 'wasm',
  cost: 'about ten times slower, on one thread.',
  remedy: "'npm ci' installs it.",
  async start() {
    const { setWasmPaths, version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
    const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(join(dirname(entry), '/')); // in Node it would look beside the running script
    if (!(await tf.setBackend('wasm'))) throw new Error('its WebAssembly module does not load.');
    await tf.ready();
    return {
      name: 'wasm',
      device: 'cpu',
      description: `TensorFlow.js ${version_wasm} WebAssembly, CPU, 1 thread`,
    };
  },
};
