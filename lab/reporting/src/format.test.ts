import { describe, expect, it } from 'vitest';
import * as format from './format.ts';

describe('format', () => {
  it.each([
    [format.percent(0.7142), '71.4%'],
    [format.percent(1), '100.0%'],
    [format.points(-0.0042), '−0.4'],
    [format.points(-0.0001), '0.0'],
    [format.signedPoints(0.0131), '+1.3'],
    [format.signedPoints(0.0001), '0.0'],
    [format.signedPoints(-0.0131), '−1.3'],
    [format.count(294912), '294,912'],
    [format.setting(4e-4), '4e-4'],
    [format.setting(1e-8), '1e-8'],
    [format.setting(0.99), '0.99'],
    [format.setting(0), '0'],
    [format.setting(1000), '1,000'],
    [format.fixed(-0.987), '−0.99'],
    [format.fixed(-0.001), '0.00'],
    [format.signed(0.0123), '+0.012'],
    [format.signed(-0.0123), '−0.012'],
    [format.signed(0.0001), '0.000'],
    [format.significant(1234.5), '1,235'],
    [format.significant(43.21), '43.2'],
    [format.significant(7), '7.00'],
    [format.significant(0.01234), '0.0123'],
    [format.significant(0), '0.00'],
    [format.ratio(1.234), '1.23×'],
    [format.ratio(12.34), '12.3×'],
    [format.probability(0.2412), '0.24'],
    [format.probability(0.0312), '0.031'],
    [format.probability(0.05041), '0.0504'],
    [format.probability(0), '< 0.001'],
    [format.duration(0.42), '0.4 s'],
    [format.duration(59.7), '1 min 00 s'],
    [format.duration(245), '4 min 05 s'],
    [format.duration(3599.9), '1 h 00 min'],
    [format.duration(7625), '2 h 07 min'],
    [format.bytes(512), '512 B'],
    [format.bytes(1.5 * 2 ** 30), '1.5 GiB'],
    [format.bytes(1024 * 1024 - 1), '1.0 MiB'],
    [format.dateTime('2026-11-24T16:05:59.000Z'), '2026-11-24 16:05 UTC'],
    [format.plural(1, 'seed'), '1 seed'],
    [format.plural(2000, 'row'), '2,000 rows'],
    [format.listing(['a', 'b', 'c']), 'a, b and c'],
    [format.listing([]), ''],
  ])('%s', (actual, expected) => expect(actual).toBe(expected));

  it('has one sign for what is not there or not a number', () => {
    for (const write of [
      format.percent,
      format.points,
      format.signedPoints,
      format.count,
      format.setting,
      format.fixed,
      format.signed,
      format.significant,
      format.ratio,
      format.duration,
      format.bytes,
    ])
      for (const value of [undefined, NaN, Infinity]) expect(write(value)).toBe(format.absent);
    expect(format.dateTime(undefined)).toBe(format.absent);
  });
});
