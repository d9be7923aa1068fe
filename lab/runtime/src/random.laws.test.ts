import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { randomStream, restoreStream } from './index.ts';

const seeds = fc.integer();
const steps = fc.nat({ max: 50 });

test.prop([seeds, fc.array(fc.string()), steps])(
  'a restored stream goes on where it was',
  (seed, path, n) => {
    const stream = randomStream(seed, ...path);
    for (let i = 0; i < n; i++) stream.normal();
    const copy = restoreStream(JSON.parse(JSON.stringify(stream.state())) as number[]);
    expect(copy.state()).toEqual(stream.state());
    expect([copy.uniform(), copy.normal(), ...copy.permutation(5), ...copy.seed()]).toEqual([
      stream.uniform(),
      stream.normal(),
      ...stream.permutation(5),
      ...stream.seed(),
    ]);
  },
);

test.prop([seeds, fc.nat({ max: 200 })])('a permutation holds each index once', (seed, n) => {
  const order = [...randomStream(seed).permutation(n)].sort((a, b) => a - b);
  expect(order).toEqual(Array.from({ length: n }, (_, index) => index));
});

test.prop([seeds, fc.integer({ min: 1, max: 2 ** 32 - 1 })])(
  'draws stay in range',
  (seed, below) => {
    const stream = randomStream(seed, 'range');
    const integer = stream.integer(below);
    expect(Number.isInteger(integer) && integer >= 0 && integer < below).toBe(true);
    const uniform = stream.uniform();
    expect(uniform >= 0 && uniform < 1).toBe(true);
    for (const word of stream.seed()) expect(word).toBe(word | 0);
  },
);
