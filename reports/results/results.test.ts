import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeResults, resultsFile } from './results.ts';

test('RESULTS.md is what `npm run results` writes from the archives', async () => {
  const pages = await mkdtemp(join(tmpdir(), 'results-'));
  try {
    expect(await makeResults(pages)).toBe(await readFile(resultsFile, 'utf8'));
  } finally {
    await rm(pages, { recursive: true });
  }
}, 120_000);
