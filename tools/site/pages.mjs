import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { siteRoot } from './documents.mjs';

/** The reports' pages in order, as entries of the navigation. */
export function pages() {
  const folder = join(siteRoot, 'reports');
  const found = readdirSync(folder).flatMap((file) => {
    const name = /^(.*)\.page\.ts$/.exec(file)?.[1];
    if (!name) return [];
    const source = readFileSync(join(folder, file), 'utf8');
    const field = (pattern) => pattern.exec(source)?.[1];
    return {
      text: field(/^ {2}name: '(.*)',/m) ?? name,
      path: `reports/${name}.html`,
      place: Number(field(/^ {2}place: (\d+),/m) ?? Infinity),
    };
  });
  return [
    { text: 'What was found', path: 'reports/index.html' },
    ...found
      .sort((one, other) => one.place - other.place)
      .map(({ text, path }) => ({ text, path })),
    { text: 'Runs', path: 'reports/runs.html' },
  ];
}

/** The sections of a page that has a document, each with its title and address. */
export function sectionsOf({ path }) {
  const file = join(siteRoot, 'reports/text', `${basename(path, '.html')}.md`);
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8').replaceAll(/\{% partial file="(.*?)" \/%\}/g, (_, name) =>
    readFileSync(join(siteRoot, 'reports/text/partials', name), 'utf8'),
  );
  const headings = text.matchAll(/^## (.*?) \{% #([\w-]+)/gm);
  return [...headings].map(([, title, anchor]) => ({ title, path: `${path}#${anchor}` }));
}
