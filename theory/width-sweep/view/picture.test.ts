import type { Chart, Html } from '@singlora/reporting';
import { describe, expect, it } from 'vitest';
import { altered, runsOf } from '../../report/recorded.test.support.ts';
import type { SweepVerdictName } from '../../record.ts';
import { sweepPresets } from '../presets.ts';
import { partsHtml } from '../../report/parts.ts';
import { pictureOf } from './picture.ts';
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

/** The charts, and the text below them. */
function drawn(runs: readonly SweepRun[], others: readonly SweepRun[] = []) {
  const [charts, legend] = pictureOf(runs, others) as [Chart[], Html];
  return { charts, legend: legend.text };
}
const panels = /<figure class="chart" id="picture-\d"/g;

const descent = judged('singlora', 'gd', 'exploding');
const adam = judged('singlora', 'adam', 'stable');
const lora = judged('lora', 'adam', 'stable');

describe('the picture', () => {
  it('has a panel a case, with fit and prediction, and all of its numbers in tables', () => {
    const { text } = partsHtml(pictureOf([descent, adam, lora]));
    expect(text.match(panels)).toHaveLength(3);
    expect(text).toContain('"text":"step 3"');
    expect(text).toContain('"strokeDash"');
    const { values } = adam.result.cells[1]!.points['deltaF']![0]!;
    const median = (values as number[]).toSorted((a, b) => a - b)[1]!;
    expect(text).toContain(`"y":${Number(median.toPrecision(4))},`);
  });

  it('is of the recorded cases, with what makes them again, and needs one of SingLoRA', () => {
    const { legend } = drawn([descent, adam, lora]);
    expect(legend).toContain('Preset smoke.');
    expect(legend).toContain(`<code>${adam.record.command}</code>`);
    const best = judged('singlora', 'gd', 'undecided', 'two-layer');
    expect(drawn([descent, adam, lora, best]).charts).toHaveLength(4);
    expect(pictureOf([lora])).toEqual([]);
  });

  it('shows the paper’s best case as its own preset has it, where that is recorded', () => {
    const few = judged('singlora', 'gd', 'undecided', 'two-layer');
    const { steps, seeds, widths, rateExponents } = sweepPresets['readout']!;
    const settings = { preset: 'readout', steps, seeds, widths, rateExponents };
    const many = altered(judged('singlora', 'gd', 'vanishing', 'two-layer'), settings);
    const shown = (...others: readonly SweepRun[]) => drawn([descent, adam, lora, few], others);
    const best = (...others: readonly SweepRun[]) => shown(...others).charts[3]!.caption;
    expect(best()).toMatch(/steps over 3 seeds: undecided/);
    expect(best(many)).toMatch(/steps over 32 seeds: vanishing/);
    expect(shown(many).legend).toContain('Presets smoke and readout.');
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
    const [chart] = drawn([altered(descent, {}, { cells })]).charts;
    expect(JSON.stringify(chart)).toContain('"says":"beyond"');
  });
});
