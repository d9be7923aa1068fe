import type { Chart, Html } from '@singlora/reporting';
import { describe, expect, it } from 'vitest';
import { altered, runsOf } from '../../report/recorded.test.support.ts';
import type { SweepVerdictName } from '../../record.ts';
import { presets } from '../presets.ts';
import { partsHtml } from '../../report/parts.ts';
import { headlineOf } from './headline.ts';
import type { SweepRun } from './subject.ts';

const recorded = runsOf<SweepRun>('width-sweep');

/** A recorded run of this method and optimiser, with this verdict in every cell. */
function judged(
  method: string,
  optimiser: string,
  verdict: SweepVerdictName,
  family = 'linear-toy',
) {
  const run = recorded.find(
    ({ config }) => config.method === method && config.optimiser === optimiser,
  )!;
  const cells = run.result.cells.map((cell) => ({ ...cell, verdict }));
  return altered(run, { family }, { cells });
}

const says = (...runs: readonly SweepRun[]) => headlineOf(runs)?.says;
/** The charts, and the text below them. */
function pictureOf(runs: readonly SweepRun[], others: readonly SweepRun[] = []) {
  const [charts, legend] = headlineOf(runs, others)!.picture as [Chart[], Html];
  return { charts, legend: legend.text };
}
const panels = /<figure class="chart" id="picture-\d"/g;

const descent = judged('singlora', 'gd', 'exploding');
const adam = judged('singlora', 'adam', 'stable');
const lora = judged('lora', 'adam', 'stable');

describe('the sentence', () => {
  it('is made from the records', async () => {
    const both = judged('lora', 'gd', 'exploding');
    expect(says(descent, adam, lora, both)).toContain(
      `By gradient descent at the paper’s rate, η ∝ n^−1/2, the largest change that one of ${descent.config.steps} steps of SingLoRA, or of plain LoRA, makes to a layer’s output explodes as the layer gets wider. Under Adam each keeps its size, SingLoRA’s slope `,
    );
  });

  it('turns as they turn', async () => {
    const stable = judged('singlora', 'gd', 'stable');
    const fading = judged('singlora', 'adam', 'vanishing');
    expect(says(stable, fading, lora)).toMatch(
      /steps of SingLoRA makes to a layer’s output keeps its size; plain LoRA’s is not measured yet\. Under Adam SingLoRA’s fades as the layer gets wider(, slope .*)?, and plain LoRA’s keeps its size\. The paper’s toy, widths from/,
    );
    const open = judged('lora', 'adam', 'undecided');
    expect(says(descent, adam, open)).toContain('is not settled by these records');
  });

  it('says in how many seeds, and at which widths, a change overflows', () => {
    const overflowing = (lost: Readonly<Record<number, number>>) => {
      const run = judged('singlora', 'gd', 'diverged');
      const cells = run.result.cells.map((cell) => ({
        ...cell,
        peaks: cell.peaks.map(({ width, values }) => ({
          width,
          values: values.map((value, at) => (at < (lost[width] ?? 0) ? null : value)),
        })),
      }));
      return says(altered(run, {}, { cells }));
    };
    const [, second, third, widest] = descent.config.widths as [number, number, number, number];
    expect(overflowing({ [widest]: 1 })).toContain(
      `output overflows in 1 of 3 seeds at width ${widest}; plain`,
    );
    expect(overflowing({ [second]: 2, [third]: 3, [widest]: 3 })).toContain(
      `output overflows in 2 of 3 seeds at width ${second} and in 3 of 3 at ${third} and ${widest}; plain`,
    );
  });

  it('says what is not measured, and nothing without SingLoRA at the paper’s rate', async () => {
    expect(says(descent)).toContain('Under Adam each is not measured yet');
    expect(says(lora)).toBeUndefined();
    const cells = adam.result.cells.filter(({ rateExponent }) => rateExponent !== -0.5);
    expect(says(altered(adam, {}, { cells }))).toBeUndefined();
  });

  it('takes no run of other steps than its preset’s', async () => {
    expect(says(descent, altered(adam, { steps: 40 }))).toContain('Adam each is not measured');
  });
});

describe('the picture', () => {
  it('has a panel a case, with fit and prediction, and all of its numbers in tables', () => {
    const { text } = partsHtml(headlineOf([descent, adam, lora])!.picture);
    expect(text.match(panels)).toHaveLength(3);
    expect(text).toContain('"text":"step 3"');
    expect(text).toContain('"strokeDash"');
    const { values } = adam.result.cells[1]!.points['deltaF']![0]!;
    const median = (values as number[]).toSorted((a, b) => a - b)[1]!;
    expect(text).toContain(`"y":${Number(median.toPrecision(4))},`);
  });

  it('names the case that is not recorded, the runs, and what makes them again', () => {
    const { legend } = pictureOf([descent, adam, lora]);
    expect(legend).toContain('Not recorded yet: SingLoRA, gradient descent (The paper’s best case');
    expect(legend).toContain('3 runs');
    expect(legend).toContain(`<code>${adam.record.command}</code>`);
    const best = judged('singlora', 'gd', 'undecided', 'two-layer');
    const whole = pictureOf([descent, adam, lora, best]);
    expect(whole.charts).toHaveLength(4);
    expect(whole.legend).not.toContain('Not recorded yet');
    expect(whole.legend).toContain('Preset smoke, 4 runs');
  });

  it('shows the paper’s best case as its own preset has it, where that is recorded', () => {
    const few = judged('singlora', 'gd', 'undecided', 'two-layer');
    const { steps, seeds, widths, rateExponents } = presets['readout']!;
    const settings = { preset: 'readout', steps, seeds, widths, rateExponents };
    const many = altered(judged('singlora', 'gd', 'vanishing', 'two-layer'), settings);
    const shown = (...others: readonly SweepRun[]) => pictureOf([descent, adam, lora, few], others);
    const best = (...others: readonly SweepRun[]) => shown(...others).charts[3]!.caption;
    expect(best()).toMatch(/steps over 3 seeds: undecided/);
    expect(best(many)).toMatch(/steps over 32 seeds: vanishing/);
    expect(shown(many).legend).toContain('Presets smoke and readout, 4 runs');
    expect(best(altered(many, { steps: 40 }))).toContain('undecided');
  });

  it('marks what left the axis', () => {
    const cells = descent.result.cells.map((cell) => ({
      ...cell,
      points: {
        deltaF: cell.points['deltaF']!.map((point, index) =>
          index % 4 === 3 ? { ...point, values: point.values.map(() => null) } : point,
        ),
      },
    }));
    const [chart] = pictureOf([altered(descent, {}, { cells })]).charts;
    expect(JSON.stringify(chart)).toContain('"says":"beyond"');
  });
});
