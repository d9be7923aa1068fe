import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolders } from './package-folders.mjs';

const root = join(import.meta.dirname, '..');
const text = (...path) => readFileSync(join(root, ...path), 'utf8');
const published = packageFolders.filter(
  (folder) => !JSON.parse(text(folder, 'package.json')).private,
);

it('others install one package', () => expect(published).toEqual(['packages/core']));

describe.each(published)('%s, as npm packs it', (folder) => {
  it('has the licence', () => {
    expect(text(folder, 'LICENSE')).toBe(text('LICENSE'));
  });

  it('has no test helpers: their names begin their last parts with .test', () => {
    const { files } = JSON.parse(text(folder, 'package.json'));
    expect(files).toContain('!dist/**/*.test*');
    const sources = readdirSync(join(root, folder, 'src'), { recursive: true });
    const helpers = sources.filter(
      (file) => /\.ts$/.test(file) && /vitest|fast-check/.test(text(folder, 'src', file)),
    );
    expect(helpers.filter((file) => !/\.test[^/]*\.ts$/.test(file))).toEqual([]);
  });
});

/** The sources that npm packs the builds of: without tests and their helpers, and fixtures. */
const packed = (folder) =>
  readdirSync(join(root, folder, 'src'), { recursive: true }).filter(
    (file) => /\.m?ts$|\.mjs$/.test(file) && !/\.test[^/]*$|(^|\/)fixtures\//.test(file),
  );

it.each(packageFolders)('%s has all that its build needs', (folder) => {
  const { name, dependencies, peerDependencies } = JSON.parse(text(folder, 'package.json'));
  const { include } = JSON.parse(text(folder, 'tsconfig.json'));
  const needed = new Set();
  const data = [];
  for (const file of packed(folder)) {
    const source = text(folder, 'src', file);
    for (const [, from, alone] of source.matchAll(
      /^(?:import|export|\}).* from '([^'.#][^']*)';$|^import '([^'.#][^']*)';$/gm,
    ))
      needed.add(/^(?:@[^/]+\/)?[^/]+/.exec(from ?? alone)[0]);
    data.push(...source.matchAll(/new URL\('\.\/[^']+\.json'/g));
  }
  const known = { ...dependencies, ...peerDependencies, [name]: '' };
  expect([...needed].filter((one) => !one.startsWith('node:') && !(one in known))).toEqual([]);
  if (data.length > 0) expect(include).toContain('src/**/*.json');
});
