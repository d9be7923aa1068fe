import * as tf from '@tensorflow/tfjs-core';
import type { BackendStarter } from './starter.ts';

/** Plain JavaScript: every gradient, no speed. */
export const cpu: BackendStarter = {
  name: 'cpu',
  cost: 'plain JavaScript, some hundred times slower. It serves tiny checks only.',
  remedy: "'npm ci' installs it.",
  async start() {
    await import('@tensorflow/tfjs'); // registers the gradients, which tfjs-core alone leaves out
    const { version_cpu } = await import('@tensorflow/tfjs-backend-cpu');
    if (!(await tf.setBackend('cpu'))) throw new Error('it did not register.');
    // Its first write would print a banner with advice that was already tried.
    Object.assign(tf.backend(), { firstUse: false });
    return {
      name: 'cpu',
      device: 'cpu',
      description: `TensorFlow.js ${version_cpu} JavaScript, CPU, 1 thread`,
    };
  },
};
