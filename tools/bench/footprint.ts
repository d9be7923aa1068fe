import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import type { Footprint } from './sides.ts';

/** What this process holds now. Pages of its own and of files are told apart on Linux alone. */
export function footprint(at: string): Footprint {
  const { rss, heapTotal, external } = process.memoryUsage();
  const counted = tf.engine().backendName;
  return {
    at,
    rss,
    ...pages(),
    heap: heapTotal,
    arrays: external,
    ...(counted && { tensors: tf.memory().numBytes }),
  };
}

function pages(): Pick<Footprint, 'anonymous' | 'file'> {
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  const of = (field: string) =>
    1024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN);
  return { anonymous: of('RssAnon'), file: of('RssFile') };
}
