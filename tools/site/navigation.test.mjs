import { expect, it } from 'vitest';
import { documents } from './documents.mjs';
import { navigationOf } from './navigation.mjs';
import { pages } from './pages.mjs';

const entriesIn = (parts) => parts.flatMap((part) => [part, ...entriesIn(part.children ?? [])]);

it('the navigation leads to every Markdown file and every page of the reports', () => {
  const texts = documents().filter((path) => path !== 'README.md');
  const entryOf = (path) => ({ path, entry: { text: path, path } });
  const found = entriesIn(navigationOf(texts.map(entryOf), [], pages())).flatMap(
    ({ path }) => path ?? [],
  );
  expect(found.toSorted()).toEqual([...texts, ...pages().map(({ path }) => path)].sort());
  expect(found).toEqual(
    expect.arrayContaining([
      'packages/core/README.md',
      'theory/derivations.md',
      'reports/paper.html',
    ]),
  );
});

const document = (path, text) => ({ path, entry: { text, path } });
const named = (parts) =>
  parts.map(({ text, children }) => (children ? { [text]: named(children) } : text));

it('a document stands under the README of its folder, and so does what a package exports', () => {
  const found = navigationOf(
    [
      document('packages/b/docs/more.md', 'More of b'),
      document('packages/b/README.md', '@x/b'),
      document('packages/a/README.md', '@x/a'),
      document('theory/proofs.md', 'Proofs'),
      document('theory/README.md', 'Theory'),
      document('RESULTS.md', 'Results'),
      document('new/README.md', 'New'),
    ],
    [{ text: '@x/b' }, { text: '@x/b/node' }, { text: '@x/bc' }],
    [{ text: 'GLUE' }],
  );
  expect(named(found)).toEqual([
    { Findings: ['GLUE', 'Results'] },
    { Experiments: [] },
    { Theory: ['Proofs'] },
    { Packages: ['@x/a', { '@x/b': ['Exports of b', 'Exports of b/node', 'More of b'] }] },
    { 'The lab': [] },
    'New',
  ]);
});
