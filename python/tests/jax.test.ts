import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/files/temporary';
import { expect, it } from 'vitest';
import { describeWith, runPython } from './python.test.support.ts';

/** Two modules' outputs. One is nested and runs twice, with a None as in a scanned module. */
const program = `
import sys
import jax.numpy as jnp
from singlora_coordinate_check.jax import Recorder

def probe(w):
    first = w * jnp.array([[1.0, -3.0]])
    return {"z": first, "block": {"a": {"__call__": ((first, None), 2 * first)}}}, first.sum()

with Recorder(sys.argv[1]) as recorder:
    w = 2.0
    watch = recorder.watch(width=8, seed=3, probe=lambda: probe(w), frozen_loss=7)
    try:
        watch(1)
    except ValueError as error:
        print(error)
    watch(0)
    w = 3.0
    watch(2)
    w = float("nan")
    watch(3)
`;

describeWith(['jax'], 'the recorder in JAX', () => {
  const folder = folderForAllTests();

  it('writes sizes and changes of arrays by their names, in the order in which they come', () => {
    const file = join(folder, 'run.jsonl');
    const { stdout, stderr, status } = runPython(['-c', program, file]);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^z has another shape than at step 0: call watch\(0\) first/);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const shared = { width: 8, seed: 3, frozenLoss: 7 };
    const [z, twice] = [Math.sqrt(5), Math.sqrt(12.5)];
    const row = (step: number, module: string, w: number, rms: number) => ({
      ...shared,
      step,
      module,
      entries: module === 'z' ? 2 : 4,
      loss: -2 * w,
      size: near(w * rms),
      largest: w * (module === 'z' ? 3 : 6),
      change: near((w - 2) * rms),
      largestChange: (w - 2) * (module === 'z' ? 3 : 6),
    });
    const diverged = { size: null, change: null, largest: null, largestChange: null, loss: null };
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      row(0, 'z', 2, z),
      row(0, 'block.a', 2, twice),
      row(2, 'z', 3, z),
      row(2, 'block.a', 3, twice),
      { ...shared, ...diverged, step: 3, module: 'z', entries: 2 },
      { ...shared, ...diverged, step: 3, module: 'block.a', entries: 4 },
    ]);
  });
});

const near = (value: number) => expect.closeTo(value, 3) as number;
