import { randomStream } from '@singlora/runtime';
import type { ClassName } from './classes/registry.ts';
import type { Split } from './held-out.ts';
import { drawPose } from './pose.ts';
import { drawScene } from './scene.ts';
import { drawSubject } from './subject.ts';

/** The view of a seed. */
export function viewOf(seed: number, split: Split = 'train', ofClass?: ClassName) {
  const stream = randomStream(seed, 'view');
  return {
    subject: drawSubject(stream, split, ofClass),
    scene: drawScene(stream),
    pose: drawPose(stream),
  };
}

export const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

export const meanOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** The largest difference of two pictures' values. */
export const difference = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  Math.max(...Array.from(one, (value, i) => Math.abs(value - (other[i] as number))));
