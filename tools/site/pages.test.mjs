import { expect, it } from 'vitest';
import { pages, sectionsOf } from './pages.mjs';

it('knows the sections of the reports’ pages', () => {
  const sections = pages().flatMap(sectionsOf);
  expect(sections).toEqual(
    expect.arrayContaining([
      { title: 'Table 1: RoBERTa-base and GPT-2 on GLUE', path: 'reports/paper.html#table-1' },
      { title: 'Learning rates', path: 'reports/ablations.html#lr-sensitivity' },
    ]),
  );
  expect(new Set(sections.map(({ path }) => path)).size).toBe(sections.length);
});
