import { gunzipSync } from 'node:zlib';
import { renderPage } from '@singlora/reporting';
import { expect, it } from 'vitest';
import {
  chromiumPath,
  startChromium,
  whereFound,
} from '../packages/core/src/browser/chromium.test.support.ts';
import { makeRun, type Change } from '../lab/comparison/src/recorded.test.support.ts';
import { usualLimits } from './limits.ts';
import { hostile, hostileTags, site, wordsOf } from './page-text.test.support.ts';
import { runsPage } from './runs-page.ts';

/** The page, and the runs in it. */
async function shown(changes: readonly Change[], limits = {}) {
  const runs = changes.map((change) => makeRun(change));
  const { page, content } = await runsPage({
    runs,
    damaged: [],
    limits: { ...usualLimits, ...limits },
  });
  const html = await renderPage(page, content, site);
  const [, packed = ''] = /id="runs-data">([^<]*)</.exec(html.text) ?? [];
  const data = packed && String(gunzipSync(Buffer.from(packed, 'base64')));
  return { html, data: JSON.parse(data || '[]') as Record<string, unknown>[] };
}

const losses = Array.from({ length: 300 }, (_, step) => 1 / (1 + step));

it('holds what is recorded of each run, newest first, with a thinned curve', async () => {
  const { data } = await shown([
    { seed: 1, losses },
    { seed: 0, status: 'failed', error: 'No.' },
  ]);
  expect(data.map(({ status, error }) => [status, error])).toEqual([
    ['finished', undefined],
    ['failed', 'No.'],
  ]);
  expect(data[0]?.['label']).toContain('seed 1');
  const { 'train/loss': curve = [] } = data[0]?.['curves'] as Record<string, unknown[]>;
  expect([curve.length, curve.at(-1)]).toEqual([60, [300, expect.any(Number)]]);
  expect(JSON.stringify(data[0]?.['facts'])).toContain('["seed",1]');
});

it('lists the newest where there are many, and says how to see others', async () => {
  const seeds = Array.from({ length: 5 }, (_, seed) => ({ seed, losses }));
  const { html, data } = await shown(seeds, { runs: 3, curves: 1 });
  expect(data.map(({ curves }) => Object.keys(curves as object).length)).toEqual([1, 0, 0]);
  const text = wordsOf(html.text);
  expect(text).toContain('3 of 5 runs are listed, the newest.');
  expect(text).toContain('--html=runs.html');
});

it('keeps a number that JSON has no word for', async () => {
  const { data } = await shown([{ score: NaN }]);
  expect(JSON.stringify(data)).toContain('"NaN"');
});

it('says how to begin where there is no run', async () => {
  expect((await shown([])).html.text).toContain('<code>npm start</code>');
});

it('has no name of a run in its markup', async () => {
  const { html, data } = await shown([{ experiment: hostile, error: hostile, status: 'failed' }]);
  expect(hostileTags(html)).toEqual([]);
  expect(html.text).not.toContain('alert');
  expect(data[0]).toMatchObject({ experiment: hostile, error: hostile });
});

it.skipIf(!chromiumPath())(
  `finds, sorts by a column’s heading, and compares what is chosen${whereFound}`,
  async () => {
    const { html } = await shown([
      { method: 'lora', seed: 0, score: 0.7, losses },
      { method: 'lora', seed: 1, score: 0.9, losses },
      { method: 'dora', seed: 2, score: 0.8, losses },
    ]);
    const browser = await startChromium();
    const page = await browser.newPage();
    const faults: unknown[] = [];
    page.on('pageerror', (error) => faults.push(error));
    page.on('console', (message) => faults.push(message.text()));
    await page.setContent(html.text);
    const rows = page.locator('#runs tbody tr');
    const seeds = async () =>
      (await rows.allInnerTexts()).map((text) => /seed (\d)/.exec(text)?.[1]).join('');
    const heading = page.locator('#runs thead button', { hasText: /accuracy$/ });
    const sorted = async () => [await seeds(), await page.locator('th[aria-sort]').innerText()];
    await heading.click();
    expect(await sorted()).toEqual(['120', expect.stringMatching(/accuracy/)]);
    await page.keyboard.press('Enter');
    expect(await sorted()).toEqual(['021', expect.stringMatching(/accuracy/)]);
    await page.locator('#runs input[type=search]').fill('lora');
    expect(await seeds()).toBe('01');
    for (const box of await rows.locator('input').all()) await box.check();
    await page.getByText('Compare 2 runs').click();
    await page.getByText('2 runs side by side').waitFor();
    const said = await page.locator('main').innerText();
    expect(said).toMatch(/\nseed\t0\t1\n/);
    await browser.close();
    expect(faults).toEqual([]);
  },
);
