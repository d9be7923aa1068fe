import { parseInvocation } from '@singlora/runner';
import { expect, it } from 'vitest';
import start from './start.experiment.ts';

const smoke = (...args: string[]) => {
  const { settings, preset } = parseInvocation(start, 'experiments', ['--preset=smoke', ...args]);
  return start
    .plan(settings as Parameters<typeof start.plan>[0], preset)
    .map(({ label, config: { method, init, ramp } }) => [label.split(' ')[1], method, init, ramp]);
};

const random = { dist: 'uniform', fan: 'width' };

it('gives each start to the methods that have it, the ramp to the random one', () => {
  expect(smoke()).toEqual([
    ['kaiming', 'singlora', random, 0.01],
    ['kaiming', 'signed-singlora', random, 0.01],
    ['kaiming-no-ramp', 'singlora', random, 0],
    ['kaiming-no-ramp', 'signed-singlora', random, 0],
    ['principal', 'singlora', { dist: 'principal' }, 0],
    ['paired', 'signed-singlora', { dist: 'paired', fan: 'width' }, 0],
  ]);
  expect(smoke('--methods=singlora:4', '--starts=principal')).toHaveLength(1);
});

it('refuses a start that no method has', () => {
  expect(() => smoke('--methods=singlora')).toThrow(
    /none of the methods \(singlora\) has .*"paired"/,
  );
});
