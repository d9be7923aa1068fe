import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens all collapsed parts and the first table of a chart's values, and draws every chart for the pointer. */
const show = `(async () => {
  for (const part of document.querySelectorAll('details:not(.numbers)')) part.open = true;
  document.querySelector('.numbers')?.setAttribute('open', '');
  for (const plot of document.querySelectorAll('.plot')) plot.dispatchEvent(new Event('pointerover'));
  const isDrawn = (figure) => figure.querySelector('.live svg');
  const charts = [...document.querySelectorAll('.chart')];
  for (let wait = 0; wait < 600 && !charts.every(isDrawn); wait++) await new Promise((next) => setTimeout(next, 100));
  return charts.filter((figure) => !isDrawn(figure)).map(({ id }) => id + ' is not drawn');
})()`;

/** Waits until every drawing of a chart has the width of its container. */
const fit = `(async () => {
  const fits = (plot) => [...plot.querySelectorAll('svg')].every((svg) => Math.abs(svg.getBoundingClientRect().width - plot.clientWidth) < 2);
  const plots = [...document.querySelectorAll('.plot')];
  for (let wait = 0; wait < 100 && !plots.every(fits); wait++) await new Promise((next) => setTimeout(next, 100));
  return plots.filter((plot) => !fits(plot)).map((plot) => plot.parentElement.id + ' is not as wide as its place');
})()`;

/** A script that finds elements outside of their chart or the page, and overlapping axis labels. */
const outside = `(() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push('the page is wider than the screen');
  for (const figure of document.querySelectorAll('.chart')) {
    const plot = figure.querySelector('.plot').getBoundingClientRect();
    for (const text of figure.querySelectorAll('.plot text')) {
      const { left, right } = text.getBoundingClientRect();
      if (text.textContent && (left < plot.left - 8 || right > plot.right + 8)) found.push(figure.id + ': "' + text.textContent + '" leaves its chart');
    }
    for (const labels of figure.querySelectorAll('.role-axis-label')) {
      const boxes = [...labels.querySelectorAll('text')].filter((text) => text.textContent && getComputedStyle(text).opacity !== '0').map((text) => text.getBoundingClientRect());
      if (boxes.some((one, at) => boxes.slice(0, at).some((other) => one.left < other.right + 2 && other.left < one.right + 2 && one.top < other.bottom && other.top < one.bottom)))
        found.push(figure.id + ': labels of an axis run into each other');
    }
  }
  return found;
})()`;

/** A script that returns axe-core's findings, one per rule with its first element. */
const accessibility = `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ', ' + nodes.length + ' times: ' + nodes[0].html.slice(0, 200)))`;

const call = (page: Page, script: string) => page.evaluate<string[]>(script);

/** Page widths in pixels for checks of the layout, and those at which axe-core also runs, in both themes. */
const widths = [1600, 1280, 768, 390, 360];
const audited = [1280, 390];
const themes = ['light', 'dark'] as const;

/** The faults of a page's file at these widths, including all that it logs, prompts for or loads. `path` may have an anchor. */
export async function faultsOf(browser: Browser, path: string): Promise<string[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const found: string[] = [];
  const [address = ''] = `file://${path}`.split('#', 1);
  page.on('console', (message) => found.push(message.text()));
  page.on('pageerror', (error) => found.push(error.message));
  page.on('dialog', (dialog) => {
    found.push(`a dialog says ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url().split('#', 1)[0] !== encodeURI(address))
      found.push(`it asks for ${request.url()}`);
  });
  await page.goto(`file://${path}`);
  await page.waitForFunction("!document.getElementById('runs-data')");
  await page.evaluate(axe);
  found.push(...(await call(page, show)));
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    for (const script of [fit, outside])
      found.push(...(await call(page, script)).map((fault) => `${width} px: ${fault}`));
    for (const colorScheme of audited.includes(width) ? themes : []) {
      await page.emulateMedia({ colorScheme });
      const bad = await call(page, accessibility);
      found.push(...bad.map((fault) => `${width} px, ${colorScheme}: ${fault}`));
    }
  }
  await page.close();
  return found;
}
