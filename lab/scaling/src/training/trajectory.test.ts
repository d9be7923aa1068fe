import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { trajectory } from './trajectory.ts';

beforeAll(() => startBackend());

/** Adds t to a number in step t, and also returns its square. */
const sums = (steps: number) =>
  trajectory({ sum: tf.scalar(10) }, steps, ({ sum }, t) => {
    const next = tf.add<tf.Scalar>(sum, tf.scalar(t));
    return { state: { sum: next }, square: tf.square(next) };
  });

const live = () => tf.memory().numTensors;

describe('a trajectory', () => {
  it('gives the start, then each step with what it gave besides', () => {
    const seen = [...sums(0)].map(({ step, square }) => [step, square]);
    expect(seen).toEqual([[0, undefined]]);
    const values: unknown[] = [];
    for (const { step, state, square } of sums(3)) {
      values.push([step, state.sum.dataSync()[0], square?.dataSync()[0]]);
    }
    expect(values).toEqual([
      [0, 10, undefined],
      [1, 11, 121],
      [2, 13, 169],
      [3, 16, 256],
    ]);
  });

  it('holds one point at a time, and nothing once it is over', () => {
    const before = live();
    const held: number[] = [];
    for (const { step } of sums(3)) held[step] = live() - before;
    expect(held).toEqual([1, 2, 2, 2]);
    expect(live()).toBe(before);
  });

  it('frees what it holds when the loop is left early, by break or by an error', () => {
    const before = live();
    for (const { step } of sums(3)) if (step === 2) break;
    expect(live()).toBe(before);
    expect(() => {
      for (const { step } of sums(3)) if (step === 1) throw new Error('stopped');
    }).toThrow('stopped');
    expect(live()).toBe(before);
  });

  it('frees what it holds when a step fails', () => {
    const before = live();
    const failing = trajectory({ sum: tf.scalar(0) }, 2, ({ sum }, t) => {
      if (t === 2) throw new Error('no step');
      return { state: { sum: tf.add<tf.Scalar>(sum, tf.scalar(t)) } };
    });
    expect(() => [...failing]).toThrow('no step');
    expect(live()).toBe(before);
  });
});
