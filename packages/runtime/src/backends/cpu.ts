import * as tf from '@tensorflow/tfjs-core';
import type { BackendStarter } from '../backend.ts';

/** Plain JavaScript: every gradient, no speed. */
export const cpu: BackendStarter = {
  name: 'cpu',
  cost: 'plain JavaScript, some hundred times slower than native, for tiny checks only.',
  remedy: "'npm ci' installs it.",
  async start() {
    const { version_cpu } = await import('@tensorflow/tfjs-backend-cpu');
    if (!(await tf.setBackend('cpu'))) throw new Error('it did not register.');
    return {
      name: 'cpu',
      device: 'cpu',
      description: `TensorFlow.js ${version_cpu} JavaScript, CPU, 1 thread`,
    };
  },
};
