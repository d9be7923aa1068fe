import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkSlot, weightFromMatrix, weightMatrix } from './layers.ts';
import { difference, seeded, slotOf, startTensorFlow } from './kit.test.support.ts';
import type { SlotKind } from './slot.ts';

beforeAll(startTensorFlow);

const kinds: SlotKind[] = ['linear', 'conv1d', 'conv1x1', 'convolution', 'embedding'];

describe('a layer', () => {
  it.each(kinds)('of kind %s sees its weight as [out, in], and back', (kind) => {
    const slot = slotOf('layer', 12, 3, seeded(1), kind);
    const matrix = weightMatrix(slot);
    expect(matrix.shape).toEqual([3, 12]);
    const back = weightFromMatrix(slot, matrix);
    expect(back.shape).toEqual(slot.weight.shape);
    expect(difference(back, slot.weight)).toBe(0);
  });

  it('is refused where its kind is unknown or its shapes do not fit', () => {
    const slot = slotOf('layer', 5, 3);
    expect(() => checkSlot({ ...slot, kind: 'conv1d' })).toThrow(/expected \[5, 3\]/);
    expect(() => checkSlot({ ...slot, bias: tf.zeros([5]) })).toThrow(/bias has shape \[5\]/);
    expect(() => checkSlot({ ...slot, kind: 'dense' as never })).toThrow(
      /layer is of an unknown kind, "dense"\. Choose among linear, conv1d/,
    );
    expect(() => checkSlot({ ...slot, kind: 'conv1x1' })).toThrow(
      /\[3, 5, 1, 1\] or \[1, 1, 5, 3\]/,
    );
  });
});
