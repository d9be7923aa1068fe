import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macPath = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** A browser of this machine: SINGLORA_CHROMIUM, or one on the PATH. */
export function chromiumPath(): string | undefined {
  const given = process.env['SINGLORA_CHROMIUM'];
  if (given) return given;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, macPath].find((path) => existsSync(path));
}

/** The end of the name of tests that are skipped where there is no browser. */
export const whereFound = chromiumPath()
  ? ''
  : ' (skipped: no Chromium on the PATH; SINGLORA_CHROMIUM names one elsewhere)';

/** Flags by which WebGPU runs on the processor, without a graphics card. */
const onTheProcessor = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath() as string,
    args: ['--no-sandbox', '--disable-gpu-sandbox', ...onTheProcessor],
  });

/** A page on localhost, which browsers trust, with a script and the wasm backend's files; no server is needed. */
export async function openPage(browser: Browser, script: string): Promise<Page> {
  const html =
    '<!doctype html><meta charset="utf-8"><script type="module" src="/main.js"></script>';
  const page = await browser.newPage();
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  await page.route('http://localhost/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
    if (pathname === '/main.js')
      return route.fulfill({ contentType: 'text/javascript', body: script });
    if (!pathname.endsWith('.wasm')) return route.fulfill({ status: 404 });
    const body = await readFile(join(wasm, pathname.slice(pathname.lastIndexOf('/') + 1)));
    return route.fulfill({ contentType: 'application/wasm', body });
  });
  await page.goto('http://localhost/');
  return page;
}

/** An entry with all that it imports, as one script for browsers. */
export async function bundledForBrowsers(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['@singlora/source'],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
