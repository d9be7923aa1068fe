import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  chromiumPath,
  startChromium,
  whereFound,
} from '../../packages/core/src/browser/chromium.test.support.ts';
import { faultsOf } from './in-browser.test.support.ts';
import { makeResults, openArchives } from './results.ts';

// Takes minutes: skipped in the short form.
it.skipIf(!chromiumPath() || process.env['SINGLORA_FAULTS'] === 'short')(
  `every page draws its charts on wide and narrow screens, and is accessible, light and dark${whereFound}`,
  async () => {
    const tracking = await openArchives();
    const { pages } = await makeResults(tracking);
    await tracking.close();
    const folder = await mkdtemp(join(tmpdir(), 'pages-'));
    const browser = await startChromium();
    const faults: string[] = [];
    for (const [name, html] of pages) {
      await writeFile(join(folder, name), html);
      const found = await faultsOf(browser, join(folder, name));
      faults.push(...found.map((fault) => `${name}, ${fault}`));
    }
    await browser.close();
    await rm(folder, { recursive: true });
    expect(faults).toEqual([]);
  },
);
