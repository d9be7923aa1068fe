import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { conditionHolds, parseWhere } from './where.ts';

const fields = new Map<string, unknown>([
  ['id', 'abc'],
  ['status', 'finished'],
  ['started', '2026-03-01T10:00:00.000Z'],
  ['error', 'out of memory'],
  ['config.method', 'lora'],
  ['config.learningRate', 0.001],
  ['config.seed', 0],
  ['config.ramp', null],
  ['config.seeds', [0, 1]],
  ['config.adapter.r', 8],
  ['summary.validation/accuracy', 0.75],
  ['summary.loss', NaN],
]);

const all = (text: string) =>
  parseWhere(text).every((condition) => conditionHolds(condition, fields));

describe('conditions', () => {
  beforeAll(() => vi.stubEnv('TZ', 'Etc/GMT-2'));
  afterAll(() => vi.unstubAllEnvs());

  test.each([
    'method=lora lr>=1e-3 status=finished',
    'lr >= .001  lr<=0.001 lr<1 lr>0',
    'method=dora,lora method!=singlora,dora',
    'config.method=lora r=8 adapter.r=8 accuracy>0.7',
    `error="out of memory" error='out of memory'`,
    'started>=2026-03 started<2026-03-02',
    `started > '2026-03-01 11:59' started <= '2026-03-01 12:01' started=2026-03-01`,
    `started = '2026-03-01 12:00' started=2026-03-01T10:00:00.000Z started >= 2026-03-01T10:00:00Z`,
    'ramp=none seeds=1 loss=NaN',
  ])('%s hold', (text) => {
    expect(all(text)).toBe(true);
  });

  test.each([
    ...['method=dora', 'lr>1e-3', 'method=lora lr<0', 'seeds=2', 'ramp>0', 'id!=abc'],
    ...[`started > '2026-03-01 17:00'`, `started < '2026-03-01 11:00'`, 'started!=2026-03'],
  ])('%s does not hold', (text) => {
    expect(all(text)).toBe(false);
  });

  test('on a field that a run has not never hold', () => {
    expect([all('width=8'), all('width!=8')]).toEqual([false, false]);
  });

  test.each(['method', 'method==lora', 'lr=>1', '=lora', 'lr>', 'error="open'])(
    '%s is refused',
    (text) => {
      expect(() => parseWhere(text)).toThrow(/^--where: ".*" is no condition such as/);
    },
  );

  test('ask numbers of numbers', () => {
    expect(() => all('lr>high')).toThrow('lr is a number, but "high" is not');
    expect(() => all("seed<''")).toThrow('seed is a number, but "" is not');
  });

  test('take no empty text for 0', () => {
    expect([all("seed=''"), all('seed=1,'), all('seed=0')]).toEqual([false, false, true]);
  });

  test('ask times of times', () => {
    expect(() => all('started>yesterday')).toThrow('"yesterday" is no time such as 2026-03-01');
  });
});
