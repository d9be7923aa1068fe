import { describe, expect, it } from 'vitest';
import { altered, runsOf } from '../../report/recorded.test.support.ts';
import type { VerdictName } from '../../record.ts';
import { presets } from '../presets.ts';
import { partsHtml } from '../../report/parts.ts';
import { headlineOf } from './headline.ts';
import type { SweepRun } from './subject.ts';

const recorded = runsOf<SweepRun>('width-sweep');

/** A recorded run of this method and optimiser, every cell judged so. */
function judged(method: string, optimiser: string, verdict: VerdictName, family = 'linear-toy') {
  const run = recorded.find(
    ({ config }) => config.method === method && config.optimiser === optimiser,
  )!;
  const cells = run.result.cells.map((cell) => ({ ...cell, verdict }));
  return altered(run, { family }, { cells });
}

const says = (...runs: readonly SweepRun[]) => headlineOf(runs)?.says;
const picture = async (...runs: readonly SweepRun[]) =>
  (await partsHtml(headlineOf(runs)?.picture ?? [])).text;
const panels = /<figure id="picture-\d"/g;

const descent = judged('singlora', 'gd', 'diverged');
const adam = judged('singlora', 'adam', 'stable');
const lora = judged('lora', 'adam', 'stable');

describe('the sentence', () => {
  it('is made from the records', async () => {
    expect(says(descent, adam, lora)).toBe(
      'By gradient descent at the paper’s rate, η ∝ n^−1/2, the change that a step of SingLoRA makes to a layer’s output explodes as the layer gets wider; under Adam it keeps its size, like plain LoRA’s.',
    );
  });

  it('turns as they turn', async () => {
    const stable = judged('singlora', 'gd', 'stable');
    const fading = judged('singlora', 'adam', 'vanishing');
    expect(says(stable, fading, lora)).toMatch(
      /output keeps its size; under Adam it fades as the layer gets wider, while plain LoRA’s keeps its size\.$/,
    );
    const open = judged('lora', 'adam', 'undecided');
    expect(says(descent, adam, open)).toContain('is not settled by these records');
  });

  it('says what is not measured, and nothing without SingLoRA at the paper’s rate', async () => {
    expect(says(descent)).toContain('under Adam it is not measured yet');
    expect(says(lora)).toBeUndefined();
    const cells = adam.result.cells.filter(({ rateExponent }) => rateExponent !== -0.5);
    expect(says(altered(adam, {}, { cells }))).toBeUndefined();
  });

  it('takes no run of other steps than its preset’s', async () => {
    expect(says(descent, altered(adam, { steps: 40 }))).toContain('Adam it is not measured');
  });
});

describe('the picture', () => {
  it('has a panel a case, with fit and prediction, and all of its numbers in tables', async () => {
    const html = await picture(descent, adam, lora);
    expect(html.match(panels)).toHaveLength(3);
    expect(html).toContain('>step 3</text>');
    expect(html).toContain('stroke-dasharray');
    expect(html.match(/<details class="numbers">/g)).toHaveLength(3);
    const { values } = adam.result.cells[1]!.points['deltaF']![0]!;
    const median = (values as number[]).toSorted((a, b) => a - b)[1]!;
    expect(html).toContain(`<span>${Number(median.toPrecision(3))}</span>`);
  });

  it('names the case that is not recorded, the runs, and what makes them again', async () => {
    const html = await picture(descent, adam, lora);
    expect(html).toContain('Not recorded yet: SingLoRA, gradient descent (The paper’s best case');
    expect(html).toContain('3 runs');
    expect(html).toContain(`<code>${adam.record.command}</code>`);
    const best = judged('singlora', 'gd', 'undecided', 'two-layer');
    const whole = await picture(descent, adam, lora, best);
    expect(whole.match(panels)).toHaveLength(4);
    expect(whole).not.toContain('Not recorded yet');
    expect(whole).toContain('Preset smoke, 4 runs');
  });

  it('shows the paper’s best case as its own preset has it, where that is recorded', async () => {
    const few = judged('singlora', 'gd', 'undecided', 'two-layer');
    const { steps, seeds, widths, rateExponents } = presets['readout']!;
    const settings = { preset: 'readout', steps, seeds, widths, rateExponents };
    const many = altered(judged('singlora', 'gd', 'vanishing', 'two-layer'), settings);
    const html = async (others: readonly SweepRun[]) =>
      (await partsHtml(headlineOf([descent, adam, lora, few], others)?.picture ?? [])).text;
    const best = (text: string) => text.split('<figure id="picture-4"')[1]!.split('</figure>')[0]!;
    expect(best(await html([]))).toMatch(/steps over 3 seeds: undecided/);
    expect(best(await html([many]))).toMatch(/steps over 32 seeds: vanishing/);
    expect(await html([many])).toContain('Presets smoke and readout, 4 runs');
    expect(best(await html([altered(many, { steps: 40 })]))).toContain('undecided');
  });

  it('marks what left the axis', async () => {
    const cells = descent.result.cells.map((cell) => ({
      ...cell,
      points: {
        deltaF: cell.points['deltaF']!.map((point, index) =>
          index % 4 === 3 ? { ...point, values: point.values.map(() => null) } : point,
        ),
      },
    }));
    expect(await picture(altered(descent, {}, { cells }))).toMatch(/beyond<\/span>/);
  });
});
