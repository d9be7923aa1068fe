import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bundledForBrowsers,
  chromiumPath,
  openPage,
  startChromium,
  whereFound,
} from './chromium.test.support.ts';

interface Trained {
  losses: number[];
  outputs: number[];
  files: Record<string, number[]>;
}

let browser: Browser;
let page: Page;
let folder: string;

const call = <T>(name: string, ...given: unknown[]): Promise<T> =>
  page.evaluate(`lab.${name}(...${JSON.stringify(given)})`);

/** Clicks a link to a file in the page, as a person does, and keeps what the browser saves. */
async function download(name: string, bytes: number[]): Promise<number[]> {
  const saved = page.waitForEvent('download');
  await page.evaluate(`(() => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([Uint8Array.from(${JSON.stringify(bytes)})]));
    link.download = ${JSON.stringify(name)};
    link.click();
  })()`);
  await (await saved).saveAs(join(folder, name));
  return [...(await readFile(join(folder, name)))];
}

describe.skipIf(!chromiumPath())(`in Chromium${whereFound}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'browser-'));
    browser = await startChromium();
    const entry = fileURLToPath(new URL('./page.test.support.ts', import.meta.url));
    page = await openPage(browser, await bundledForBrowsers(entry));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  describe.each(['wasm', 'webgpu'])('on %s', (backend) => {
    it.for([
      ['lora', ['tokens', 'up', 'down']],
      ['dora', ['tokens', 'up']],
      ['singlora', ['up', 'down']],
    ] as const)(
      'trains %s, saves, downloads, reloads and merges it',
      async ([method, targets], { skip }) => {
        skip(backend === 'webgpu' && method === 'lora', "DoRA's steps hold LoRA's");
        const started = await call<boolean>('start', backend);
        skip(!started && backend === 'webgpu', 'this Chromium has no WebGPU');
        expect(started).toBe(true);
        const { losses, outputs, files } = await call<Trained>('train', method, targets);
        expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!);

        const downloaded: Record<string, number[]> = {};
        for (const [name, bytes] of Object.entries(files))
          downloaded[name] = await download(name, bytes);
        expect(downloaded).toEqual(files);
        const again = await call<{ outputs: number[]; merged: number[] }>('reload', downloaded);
        expect(again.outputs).toEqual(outputs);
        again.merged.forEach((value, i) => expect(value).toBeCloseTo(outputs[i]!, 4));
      },
    );
  });
});
