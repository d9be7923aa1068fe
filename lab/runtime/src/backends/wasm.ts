import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendStarter } from './starter.ts';

/** WebAssembly: portable, one thread in Node. */
export const wasm: BackendStarter = {
  name: 'wasm',
  cost: 'one thread, ten to twenty times slower. It serves small checks, not experiments.',
  remedy: "'npm ci' installs it.",
  async start() {
    await import('@tensorflow/tfjs'); // registers the gradients, which tfjs-core alone leaves out
    const { setWasmPaths, version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
    const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(join(dirname(entry), '/')); // in Node it would look beside the running script
    if (!(await tf.setBackend('wasm'))) throw new Error('its WebAssembly module does not load.');
    return {
      name: 'wasm',
      device: 'cpu',
      description: `TensorFlow.js ${version_wasm} WebAssembly, CPU, 1 thread`,
    };
  },
};
