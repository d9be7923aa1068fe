import { parseInvocation } from '@singlora/runner';
import { expect, it } from 'vitest';
import start from './start.experiment.ts';

const smoke = (...args: string[]) => {
  const { settings, preset } = parseInvocation(start, 'experiments', ['--preset=smoke', ...args]);
  return start
    .plan(settings as Parameters<typeof start.plan>[0], preset)
    .map(({ label, config: { adapter } }) => [
      label.split(' ')[1],
      ...[adapter.method, adapter['init'], adapter['ramp']],
    ]);
};

const random = { dist: 'uniform', fan: 'width' };

it('gives each start to the methods that have it, the ramp to the random one', () => {
  expect(smoke()).toEqual([
    ['kaiming', 'singlora', random, { fraction: 0.01 }],
    ['kaiming', 'signed-singlora', random, { fraction: 0.01 }],
    ['kaiming-no-ramp', 'singlora', random, 'none'],
    ['kaiming-no-ramp', 'signed-singlora', random, 'none'],
    ['principal', 'singlora', { dist: 'principal' }, 'none'],
    ['paired', 'signed-singlora', { dist: 'paired', fan: 'width' }, 'none'],
  ]);
  expect(smoke('--methods=singlora:4', '--starts=principal')).toHaveLength(1);
});

it('refuses a start that no method has', () => {
  expect(() => smoke('--methods=singlora')).toThrow(
    /none of the methods \(singlora\) has .*"paired"/,
  );
});
