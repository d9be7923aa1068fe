import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderForAllTests } from '../disk/temporary.test.support.ts';
import type { Browser, Page } from 'playwright-core';
import { build, type InlineConfig } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, startChromium, whereFound } from './chromium.test.support.ts';
import { chooseModel } from './example.test.support.ts';

const example = fileURLToPath(new URL('../../examples/browser/', import.meta.url));
const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
const isolated = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const types = { html: 'text/html', js: 'text/javascript', wasm: 'application/wasm' };

const folder = folderForAllTests();
let browser: Browser;

/** The configuration in the example's README.md. */
async function stated(): Promise<InlineConfig> {
  const readme = await readFile(join(example, 'README.md'), 'utf8');
  const [, code] = /```js\n(export default [^`]+)```/.exec(readme) as unknown as [string, string];
  const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    default: InlineConfig;
  };
  return module.default;
}

/** The example as Vite builds it, in a page that may have threads. */
async function openBuilt(name: string, { build: how }: InlineConfig): Promise<Page> {
  const outDir = join(folder, name);
  await build({
    configFile: false,
    root: example,
    logLevel: 'error',
    // This repository's packages are used from their sources.
    resolve: { conditions: ['@singlora/source', 'module', 'browser'] },
    build: { ...how, target: 'es2022', outDir },
  });
  const page = await browser.newPage();
  await page.route('http://localhost/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    const file = pathname === '/' ? 'index.html' : pathname.slice(1);
    const body = await readFile(join(file.endsWith('.wasm') ? wasm : outDir, file));
    const contentType = types[file.slice(file.lastIndexOf('.') + 1) as keyof typeof types];
    return route.fulfill({ contentType, body, headers: isolated });
  });
  await page.goto('http://localhost/');
  expect(await page.evaluate('crossOriginIsolated')).toBe(true);
  return page;
}

/** Asks the page for its backend, as a click on Train does. */
async function train(page: Page): Promise<string> {
  await chooseModel(page);
  await page.fill('#steps', '1');
  await page.click('#train');
  const progress = page.locator('#progress', { hasText: /Done|WebAssembly/ });
  return (await progress.textContent({ timeout: 100_000 })) ?? '';
}

describe.skipIf(!chromiumPath())(`the example page, built by Vite${whereFound}`, () => {
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  it('trains with the configuration that its README.md states', async () => {
    expect(await train(await openBuilt('stated', await stated()))).toMatch(/^Done/);
  });

  it('says why it cannot with no configuration', async () => {
    expect(await train(await openBuilt('plain', {}))).toMatch(
      /A thread of WebAssembly failed: .*README/,
    );
  });
});
