import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, startChromium, whereFound } from './chromium.test.support.ts';
import { chooseModel } from './example.test.support.ts';

const example = new URL('../../examples/browser/', import.meta.url);
let server: ChildProcessWithoutNullStreams;
let browser: Browser;
let page: Page;

/** The page's own server, as its README starts it. */
const serve = (port: number | string) =>
  spawn(process.execPath, [fileURLToPath(new URL('serve.mjs', example)), String(port)]);
const said = async (stream: NodeJS.ReadableStream) => String((await once(stream, 'data'))[0]);

const text = (id: string) => page.locator(id).textContent({ timeout: 60_000 });

describe.skipIf(!chromiumPath())(`the example page in Chromium${whereFound}`, () => {
  beforeAll(async () => {
    server = serve(0);
    const [url] = /http:\S+/.exec(await said(server.stdout)) as unknown as [string];
    browser = await startChromium();
    page = await browser.newPage();
    await page.goto(url);
  });
  afterAll(async () => {
    server?.kill();
    await browser?.close();
  });

  it('is given threads by its server', async () => {
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
  });

  it('answers 404 for what it does not have, and stays', async () => {
    // Chromium's developer tools ask for this file.
    for (const path of ['.well-known/appspecific/com.chrome.devtools.json', 'favicon.ico'])
      expect((await fetch(new URL(path, page.url()))).status).toBe(404);
  });

  it('learns sentences, saves a folder as PEFT does, and opens it again', async () => {
    await chooseModel(page);
    await page.fill('#rate', '0.03');
    await page.fill('#steps', '');
    await page.click('#train');
    expect(await page.evaluate('document.activeElement.id')).toBe('steps');
    await page.fill('#steps', '80');
    await page.click('#train');
    // With a mean of less than 0.1 over six sentences, none of them is taken for the other.
    await page.getByText(/^Done: loss 0\.0/).waitFor({ timeout: 200_000 });
    const answer = await text('#answer');
    expect(answer).toMatch(/^nice [1-4]?\d %, poor \d+ %$/);

    const downloads: { name: string; buffer: Buffer; mimeType: string }[] = [];
    page.on('download', (one) => {
      void one.path().then(async (path) =>
        downloads.push({
          name: one.suggestedFilename(),
          buffer: await readFile(path),
          mimeType: 'application/octet-stream',
        }),
      );
    });
    await page.click('#save');
    await expect.poll(() => downloads.length, { timeout: 30_000 }).toBe(4);
    const config = downloads.find(({ name }) => name === 'adapter_config.json');
    expect(JSON.parse(config!.buffer.toString())).toMatchObject({
      peft_type: 'LORA',
      modules_to_save: ['classifier'],
      target_modules: ['query', 'value'],
    });

    // On a slow machine, WebAssembly is ready only after the files are chosen.
    let load = () => {};
    const chosen = new Promise<void>((resolve) => (load = resolve));
    await page.route('**/*.wasm', (route) => chosen.then(() => route.continue()));
    await page.reload();
    await chooseModel(page);
    await page.setInputFiles('#open', downloads);
    load();
    await page.getByText('Opened an adapter of 4 layers.').waitFor();
    expect(await text('#answer')).toBe(answer);
  });

  it('says that a port is taken', async () => {
    const { port } = new URL(page.url());
    const second = serve(port);
    expect(await said(second.stderr)).toMatch(
      new RegExp(`:${port}\\. Another port: serve.mjs 8001`),
    );
    expect(await once(second, 'close')).toEqual([1, null]);
  });

  it('says what is wrong with sentences', async () => {
    await page.fill('#sentences', 'no label here');
    await page.click('#train');
    await page.getByText('“no label here” has no label. Write “label: sentence”.').waitFor();
  });
});
