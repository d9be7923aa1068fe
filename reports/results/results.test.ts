import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeResults, root } from './results.ts';

test('RESULTS.md and docs/results are what `npm run results` writes from the archives', async () => {
  const { texts } = await makeResults();
  for (const [path, text] of texts) expect(text).toBe(await readFile(join(root, path), 'utf8'));
  // To be read in two minutes; rules and separators of tables are no words.
  const words = texts.get('RESULTS.md')?.match(/[^\s|-]\S*/g) ?? [];
  expect(words.length).toBeLessThanOrEqual(1_500);
});
