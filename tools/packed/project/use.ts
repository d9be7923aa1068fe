import * as tf from '@tensorflow/tfjs-core';
import {
  createAdapter,
  packAdapter,
  parseAdapterConfig,
  type Adapter,
  type Slot,
} from '@singlora/core';
import { saveAdapter } from '@singlora/core/node';

const weight = tf.ones<tf.Rank.R2>([3, 2]);
const slots: Slot[] = [{ name: 'a', kind: 'linear', inFeatures: 2, outFeatures: 3, weight }];
const config = parseAdapterConfig({ method: 'lora', target_modules: ['a'] });
const adapter: Adapter = createAdapter(slots, config, {
  uniform: Math.random,
  normal: Math.random,
});
const files: Readonly<Record<string, Uint8Array>> = await packAdapter(adapter);
export const blobs = Object.values(files).length;
// @ts-expect-error: a folder is a path
await saveAdapter(1, adapter);
