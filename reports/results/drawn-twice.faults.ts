import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartHtml, intervalChart, renderPage, type Content } from '@singlora/reporting';
import { expect, it } from 'vitest';
import {
  chromiumPath,
  startChromium,
  whereFound,
} from '../../packages/core/src/browser/chromium.test.support.ts';
import { site } from '../page-text.test.support.ts';

const bar = { label: 'A', colour: 'var(--c1)', estimate: { mean: 1 }, values: [] };
const spec = intervalChart([bar], { measure: 'm', format: 'f' });
const body = chartHtml({ id: 'chart', title: 'A', description: 'A', spec });
const content: Content = {
  lede: [],
  begin: { commands: [] },
  recorded: '',
  sections: [{ id: 'one', title: 'One', body }],
};

it.skipIf(!chromiumPath())(
  `a chart that is turned to again while it is being drawn stays, whatever the address${whereFound}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'drawn-twice-'));
    const path = join(folder, 'page.html');
    const head = { title: 'A', name: 'A', description: 'A' };
    await writeFile(path, (await renderPage(head, content, site)).text);
    const browser = await startChromium();
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`file://${path}#100%`);
    const left = await page.evaluate<number>(`(async () => {
      const plot = document.querySelector('.plot');
      plot.dispatchEvent(new Event('pointerover'));
      plot.dispatchEvent(new Event('pointerover'));
      await new Promise((next) => setTimeout(next, 3000));
      return plot.querySelectorAll('.live svg').length;
    })()`);
    await browser.close();
    await rm(folder, { recursive: true });
    expect([left, errors]).toEqual([1, []]);
  },
);
