import type { TransferReport } from '@singlora/scaling';
import { parseInvocation } from '@singlora/runner';
import { describe, expect, it } from 'vitest';
import { runCheck } from '../run-check.test.support.ts';
import check from './check.ts';

const smoke = check.presets['smoke']!;
const tiny = { ...smoke, widths: [8, 16, 32], seeds: [0, 1], steps: 3, lowest: -6, highest: -4 };

describe('the check of transfer', () => {
  it('records the losses, each width’s best rate and what transferred rates cost', async () => {
    const [plain, scaled] = await runCheck(check, smoke);
    expect(plain?.plan.label).toBe('two-layer · singlora · adam');
    const { widths, rates, losses, optimum, exponent, transferred, predictedExponent } = plain!
      .result as TransferReport;
    expect(widths).toEqual([16, 32, 64]);
    expect(losses.map((ofWidth) => [ofWidth.length, ofWidth[0]?.length])).toEqual(
      widths.map(() => [rates.length, 3]),
    );
    expect(optimum.map(({ width }) => width)).toEqual(widths);
    expect(transferred[0]?.kept.ratio?.value).toBe(1);
    expect(predictedExponent).toBe(-0.75);
    expect(exponent!.slope).toBeLessThan(0);
    expect(plain!.outcome).toMatchObject({
      status: 'finished',
      summary: { exponent: exponent!.slope, predicted: -0.75, widest: 64 },
    });
    expect(plain!.says).toMatch(/^best rate ∝ n\^-0\.\d+ .*, derived -0\.75; kept, it costs × /);

    // At the first width nothing is scaled; over all widths, the best rate moves less than without scaling.
    const other = scaled!.result as TransferReport;
    expect(other.losses[0]).toEqual(losses[0]);
    expect(other.predictedExponent).toBe(0);
    expect(Math.abs(other.exponent!.slope)).toBeLessThan(Math.abs(exponent!.slope));
  });

  it('keeps to widths that a family is reasonable at', () => {
    const planned = (...widths: number[]) =>
      check.plan({ ...tiny, families: ['residual-mlp-mup'], widths }, 't')[0]?.config;
    expect(planned(4096, 256, 64, 128)).toMatchObject({ widths: [64, 128, 256] });
    expect(() => planned(64, 128, 4096)).toThrow(/three different widths/);
  });

  it('refuses what it does not know, and a single seed', () => {
    expect(() => check.plan({ ...tiny, methods: ['lora-scaled'] }, 't')).toThrow(
      /Known: lora, singlora/,
    );
    expect(() => check.plan({ ...tiny, families: ['gpt'] }, 't')).toThrow(/Known: linear-toy/);
    expect(() => check.plan({ ...tiny, optimisers: ['x'] }, 't')).toThrow(/optimiser "x"/);
    expect(() => check.plan({ ...tiny, lowest: -3, highest: -8 }, 't')).toThrow(/has 0 rates: /);
    const given = (...argv: string[]) => parseInvocation(check, 'theory', argv).settings;
    expect(() => given('--seeds=0')).toThrow(/at least two/);
    expect(given('--lowest=-9.5', '--seeds=3,4')).toMatchObject({ lowest: -9.5, seeds: [3, 4] });
  });
});
