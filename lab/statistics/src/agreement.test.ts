import { describe, expect, it } from 'vitest';
import { agreementOf, countAgreement } from './agreement.ts';
import { groupSlope } from './group-slope.ts';
import { seededNormal } from './random.test.support.ts';

const fit = (low: number, slope: number, high: number) => ({ low, slope, high });

describe('agreementOf', () => {
  it.each([
    ['near, and known well', fit(-0.05, 0, 0.05), 0.08, 'agrees'],
    ['near, but not covered by a narrow interval', fit(-0.02, 0, 0.02), 0.09, 'agrees'],
    ['covered, but so would others be', fit(-0.3, 0, 0.3), 0.05, 'undecided'],
    ['near, of an interval just wider than the tolerance', fit(-0.11, 0, 0.1), 0, 'undecided'],
    ['just too far off', fit(-0.02, 0, 0.02), 0.105, 'differs'],
    ['covered by an interval far off', fit(-0.6, -0.25, 0.1), 0, 'undecided'],
    ['off', fit(-0.05, 0, 0.05), 0.25, 'differs'],
    ['off, of a wide interval', fit(-0.3, 0, 0.3), 0.5, 'differs'],
  ])('%s', (_, measured, predicted, agreement) => {
    expect(agreementOf(measured, predicted)).toBe(agreement);
  });
});

describe('countAgreement', () => {
  /** 100 slopes measured at 5 seeds with this scatter, with exponents from −1 to 1. */
  const measured = (scatter: number) => {
    const normal = seededNormal(7);
    return Array.from({ length: 100 }, (_, i) => {
      const exponent = -1 + i / 50;
      const groups = [64, 128, 256, 512, 1024].map(Math.log).map((x) => ({
        x,
        values: Array.from({ length: 5 }, () => exponent * x + scatter * normal()),
      }));
      const { slope, interval } = groupSlope(groups);
      return { fit: { slope, low: interval[0], high: interval[1] }, predicted: exponent };
    });
  };

  it('fails where every prediction is off by a quarter: the test that a count of verdicts does not pass', () => {
    const right = measured(0.1);
    expect(countAgreement(right)).toMatchObject({ differs: 0 });
    expect(countAgreement(right).agrees).toBeGreaterThan(90);
    for (const shift of [-0.25, 0.25]) {
      const wrong = right.map(({ predicted, ...one }) => ({
        ...one,
        predicted: predicted + shift,
      }));
      expect(countAgreement(wrong)).toMatchObject({ agrees: 0, differs: 100 });
    }
  });

  it('says beforehand how many would', () => {
    const { power } = countAgreement(measured(0.1));
    expect(power.map(({ shift }) => shift)).toEqual([0.1, 0.25, 0.5]);
    const [tenth, quarter, half] = power.map(({ differing }) => differing);
    expect([quarter, half]).toEqual([100, 100]);
    expect(tenth).toBeGreaterThan(10);
    expect(tenth).toBeLessThan(90);
  });

  it('takes shifts up and down alike', () => {
    const { power } = countAgreement([{ fit: fit(-0.6, 0, 0.05), predicted: 0 }]);
    expect(power.map(({ differing }) => differing)).toEqual([0, 0.5, 0.5]);
    const turned = countAgreement([{ fit: fit(-0.05, 0, 0.6), predicted: 0 }]);
    expect(turned.power).toEqual(power);
  });

  it('calls few seeds’ noise undecided, and not agreement', () => {
    const { agrees, undecided, power } = countAgreement(measured(0.6));
    expect(undecided).toBeGreaterThan(80);
    expect(agrees).toBeLessThan(10);
    expect(power[0]!.differing).toBeLessThan(10);
  });
});
