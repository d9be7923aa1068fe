import { beforeAll, describe, expect, it } from 'vitest';
import { htmlOf, withoutScripts, wordsOf } from './page-text.test.support.ts';
import theoryPage from './theory.page.ts';
import { CheckError } from './theory/errors.ts';
import type { CheckRun } from './theory/read.ts';
import { checkNames, commandOf } from '@singlora/records';
import {
  makeCoordinates,
  makeExponents,
  makeFit,
  makeGrid,
  makeInvariance,
  makeRecord,
  makeSlope,
  makeSweep,
  makeTransfer,
  matrix,
} from './theory/testing.ts';

const none = { runs: [], damaged: [], unfinished: [] };

const pageOf = (...runs: readonly CheckRun[]) =>
  htmlOf(theoryPage, { checks: { ...none, runs }, damaged: [] });

const wordsFrom = async (...runs: readonly CheckRun[]) =>
  wordsOf(await pageOf(...runs)).replace(/ ([:.,;])/g, '$1');

const sectionOf = async (id: string, ...runs: readonly CheckRun[]) =>
  sectionIn(await pageOf(...runs), id);

/** The words of one section. */
function sectionIn(page: string, id: string) {
  const [, own = ''] = page.split(`<section id="${id}">`);
  return wordsOf(own.split('</section>', 1).join('')).replace(/ ([:.,;])/g, '$1');
}

const sweeps = [
  makeSweep({ '-1': 'vanishing', '-0.5': 'stable', '0': 'exploding' }),
  makeSweep({ '-1': 'vanishing', '-0.5': 'diverged', '0': 'diverged' }, { optimiser: 'gd' }),
  makeSweep({ '-0.5': 'exploding' }, { initExponent: 0 }),
  makeSweep({ '-1': 'stable' }, { method: 'lora', initExponent: null }),
  makeSweep({ '-0.5': 'stable' }, { family: 'two-layer' }),
];

const everything: readonly CheckRun[] = [
  makeExponents([[null, -0.5]], [[-0.5, -0.5]]),
  makeExponents([[null, -1]], [], { optimiser: 'gradient' }),
  makeExponents([[-2, -1]], [[null, null]], { signal: 'readout', initExponent: 0 }),
  ...sweeps,
  makeCoordinates({ in: 0, out: 1.5 }, { method: 'whole' }, { in: 0, out: 1.5 }),
  makeCoordinates({ in: 0, out: 0.5 }),
  makeTransfer(makeSlope(-0.5)),
  makeTransfer(null, { family: 'two-layer' }),
  makeInvariance({ gd: 1e-6, adam: 0.5 }),
  makeInvariance({ gd: 1e-6, adam: 0.5 }, { shape: [64, 96] }),
  makeFit('singlora', 16, 1e-6),
  makeFit('singlora', 8, 0.1),
  makeFit('lora', 8, 0.1),
  makeFit('lora', 8, 1e-3, { problem: matrix('mixed') }),
  makeFit('singlora', 8, 0.5, { problem: matrix('mixed') }, 0.3),
  makeGrid({ best: makeSlope(1), stable: makeSlope(1) }),
];

describe('without records', () => {
  it('says which commands to run, and carries no chart library', async () => {
    const page = await pageOf();
    expect(wordsOf(page)).toContain('Nothing is measured yet.');
    for (const name of checkNames) expect(page).toContain(commandOf(name));
    expect(page.length).toBeLessThan(20_000);
  });

  it('says of each check that is missing how to make it, and of what stopped that it goes on', async () => {
    const unfinished = [makeRecord('invariance', {}, { status: 'interrupted' })];
    const page = await htmlOf(theoryPage, {
      checks: { ...none, runs: sweeps, unfinished },
      damaged: [],
    });
    expect(page).toContain('<code>npx nx run theory:coordinate-check</code>');
    expect(wordsOf(page)).toContain('1 run did not finish; the command goes on where it stopped.');
  });
});

describe('presets', () => {
  const smoke = makeSweep({ '-0.5': 'exploding' }, { preset: 'smoke' });
  const full = makeSweep({ '-0.5': 'stable' }, { preset: 'full' });

  it('shows the largest alone, and says what else there is', async () => {
    const words = await sectionOf('width-sweep', smoke, makeSweep({ '-0.5': 'vanishing' }), full);
    expect(words).toContain('Preset full, 1 run.');
    expect(words).toContain(
      'Also recorded: 1 run of preset default, not pooled with these and 1 run of preset smoke, not pooled with these.',
    );
    expect(words).not.toContain('A smoke run');
  });

  it('names a smoke result as such in the section, at the claim and at the top', async () => {
    const page = await pageOf(smoke);
    expect(await sectionOf('width-sweep', smoke)).toContain('Smoke A smoke run: few small widths');
    expect(wordsOf(page)).toContain('not reproduced from a smoke run');
    expect(wordsOf(page)).toContain(
      'From smoke runs alone, which only show that everything works: phase diagrams.',
    );
    expect(await wordsFrom(full)).not.toMatch(/from a smoke run|A smoke run|smoke runs alone/);
  });
});

describe('the ledger', () => {
  it('leads with how the claims stand, and links each to its evidence and command', async () => {
    const page = await pageOf(...everything);
    expect(wordsOf(page)).toMatch(/Of \d+ claims: \d+ reproduced/);
    const ids = [...withoutScripts(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...withoutScripts(page).matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) expect(ids).toContain(link);
    expect(page).toContain('npx nx run theory:invariance');
  });
});

describe('phase diagrams', () => {
  it('give each subject its own, with starts as rows where there are several', async () => {
    const page = await pageOf(...sweeps);
    const figures = [...withoutScripts(page).matchAll(/<figure id="([^"]+)"/g)].map(([, id]) => id);
    expect(figures).toEqual(
      expect.arrayContaining(['sweep-2-singlora', 'sweep-2-methods', 'sweep-2-agreement']),
    );
    const words = await sectionOf('width-sweep', ...sweeps);
    expect(words).toContain('SingLoRA: The paper’s linear toy, Adam');
    expect(words).toContain('Other models, optimisers and ramps (1)');
    expect(words).toContain('LoRA+’s two-layer toy, Adam −1/2 −1/2 1 of 1');
  });

  it('say where the measurement differs from the prediction, and what would decide', async () => {
    const words = await sectionOf(
      'width-sweep',
      makeSweep({
        '-0.5': {
          verdict: 'vanishing',
          predictedVerdict: 'stable',
          agrees: false,
        },
        '0': { verdict: 'undecided', decidedBy: { seeds: 20, widths: 9 } },
      }),
    );
    expect(words).toContain('1 cell of 2 is not as predicted.');
    expect(words).toContain('c = 0: undecided; about 20 seeds or 9 widths would decide.');
  });

  it('give each slope with its prediction and interval', async () => {
    expect(await sectionOf('width-sweep', ...sweeps)).toContain(
      'SingLoRA from n −1/2 −1/2 stable 0.00 (0.00) −0.02 to 0.02 0.00 (0.00) −0.02 to 0.02',
    );
  });
});

describe('the other sections', () => {
  let page: string;
  beforeAll(async () => {
    page = await pageOf(...everything);
  });

  it('give the rates that do what is asked, however long training lasts', () => {
    const words = sectionIn(page, 'exponents');
    expect(words).toContain('SingLoRA from n −1/2 c ≤ −1/2 c ≤ −3/8 c = −1/2 – –');
    expect(words).toContain('SingLoRA from n −1/2 c ≤ −1 c ≤ −3/8 no c – –');
    expect(words).toContain('With other backward signals and outputs (1)');
    expect(words).toContain('SingLoRA from n 0 −2 ≤ c ≤ −1 c ≤ −3/8 every c – –');
    expect(words).toContain(
      'Adam, the gradient from the error itself, as in the paper’s toy: SingLoRA from n −1/2 line by line',
    );
  });

  it('set known exponents beside what the check finds', () => {
    const words = sectionIn(page, 'coordinate-check');
    expect(words).toContain('A network of known scaling');
    expect(words).toContain(
      'the first step’s change 0.00 (0) −0.02 to 0.02 1.50 (3/2) 1.48 to 1.52',
    );
    expect(words).toContain('out after step 2: exploding, 0.50 (0.48 to 0.52)');
  });

  it('say how the best rate follows the width, and what keeping it costs', () => {
    const words = sectionIn(page, 'transfer');
    expect(words).toContain(
      '5 seeds, 60 steps −0.50 −0.52 to −0.48 −1/2 0 of 20 0.100 2.00× 1.80× to 2.20× 1.10× 0.99× to 1.21×',
    );
    expect(words).toContain('Slope of the best rate: no slope.');
  });

  it('tell the same update from another', () => {
    const words = sectionIn(page, 'invariance');
    expect(words).toContain('SingLoRA on 64 × 64: A·Q = 1e-6 1e-6 ≠ 0.500 0.500 1e-6');
    expect(words).toContain('gradient descent in 64-bit floats: at most 2e-15.');
  });

  it('compare at equal rank and at equal parameters', () => {
    const words = sectionIn(page, 'expressiveness');
    expect(words).toContain('SingLoRA 16 4,096 1.0e-6 9.0e-7 to 1.1e-6');
    expect(words).toContain('LoRA at rank 8, beside SingLoRA at twice the rank');
    expect(words).toContain(
      'SingLoRA Symmetric, half of the eigenvalues negative 0.500 floor 0.300',
    );
  });

  it('show how the ratio of rates grows', () => {
    const words = sectionIn(page, 'loraplus-grid');
    expect(words).toContain('Best ratio, second ÷ first 1.00 (0.98 to 1.02) ± 0.10 1 of 20 1 yes');
    expect(words).toContain('Star: the best, 0.0909, at the edge of what was tried.');
  });
});

it('names what is damaged, and shows the rest', async () => {
  const page = await htmlOf(theoryPage, {
    checks: {
      ...none,
      runs: sweeps,
      damaged: [new CheckError('CHECK_INVALID', 'Run <b> is lost')],
    },
    damaged: [],
  });
  expect(wordsOf(page)).toContain('Damaged Run <b> is lost');
  expect(wordsOf(page)).not.toContain('cannot be shown');
  expect(page).toContain('id="width-sweep"');
});

it('folds many damaged runs away, and says how many', async () => {
  const damaged = Array.from({ length: 9 }, () => new CheckError('CHECK_INVALID', 'lost'));
  const page = await htmlOf(theoryPage, {
    checks: { ...none, damaged },
    damaged: [],
  });
  expect(wordsOf(page)).toContain('9 recorded runs cannot be shown');
});

it('escapes hostile names wherever they appear', async () => {
  const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'';
  const page = await pageOf(
    makeSweep(
      { '-0.5': 'stable' },
      { family: hostile, method: hostile, optimiser: hostile, preset: hostile },
    ),
    makeCoordinates({ [hostile]: 0 }, { family: hostile, method: hostile, optimiser: hostile }),
    makeCoordinates({ [hostile]: 0 }, { method: 'whole' }, { [hostile]: 0 }),
    makeInvariance({ [hostile]: 0.5 }, { method: hostile }),
    makeFit(hostile, 8, 0.1),
    makeFit(hostile, 8, 0.1, { problem: matrix(hostile) }),
    makeGrid({ best: makeSlope(1), stable: makeSlope(1) }, { method: hostile, optimiser: hostile }),
  );
  const markup = withoutScripts(page);
  expect(markup.includes('<script')).toBe(false);
  const tags = markup.replace(/"[^"]*"/g, '""').match(/<[^>]*>/g) ?? [];
  expect(tags.filter((tag) => /^<img|onerror/.test(tag))).toEqual([]);
  expect(markup).toContain('&lt;img src=x onerror=alert(1)&gt;');
});

it('is the same page for the same records, in whatever order they were made', async () => {
  const page = await pageOf(...sweeps);
  expect(await pageOf(...sweeps)).toBe(page);
  const table = (text: string) =>
    text.slice(text.indexOf('id="parts"'), text.indexOf('id="agreement"'));
  expect(table(await pageOf(...sweeps.toReversed()))).toBe(table(page));
});

it('draws without what is not a number', async () => {
  const svgs = withoutScripts(await pageOf(...everything)).match(/<svg[^]*?<\/svg>/g) ?? [];
  expect(svgs.length).toBeGreaterThan(10);
  expect(svgs.join('')).not.toMatch(/NaN|Infinity|undefined/);
});
