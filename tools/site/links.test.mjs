import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { documents, siteRoot } from './documents.mjs';

/** Targets of links in a text, without its code. */
const linksIn = (text) =>
  [...text.replace(/^```[^]*?^```|`[^`\n]*`/gm, '').matchAll(/\]\(([^)\s]+)\)/g)].map(
    ([, link]) => link,
  );

/** Anchors of a text's headings, as GitHub names them. */
const anchorsIn = (text) =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .replace(/\[(.*?)\]\(.*?\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

it.each(documents())('%s links to what is there', (path) => {
  const text = readFileSync(join(siteRoot, path), 'utf8');
  const dead = linksIn(text).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file, anchor] = link.split('#');
    const target = file ? join(siteRoot, dirname(path), file) : join(siteRoot, path);
    if (!existsSync(target)) return true;
    return (
      anchor && target.endsWith('.md') && !anchorsIn(readFileSync(target, 'utf8')).includes(anchor)
    );
  });
  expect(dead).toEqual([]);
});
