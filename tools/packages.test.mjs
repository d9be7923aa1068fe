import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const text = (...path) => readFileSync(join(root, ...path), 'utf8');
const published = readdirSync(join(root, 'packages')).filter(
  (name) => !JSON.parse(text('packages', name, 'package.json')).private,
);

describe.each(published)('@singlora/%s, as npm packs it', (name) => {
  it('has the licence', () => {
    expect(text('packages', name, 'LICENSE')).toBe(text('LICENSE'));
  });

  it('has no test helpers: their names begin their last parts with .test', () => {
    const { files } = JSON.parse(text('packages', name, 'package.json'));
    expect(files).toContain('!dist/**/*.test*');
    const sources = readdirSync(join(root, 'packages', name, 'src'), { recursive: true });
    const helpers = sources.filter(
      (file) => /\.ts$/.test(file) && /vitest|fast-check/.test(text('packages', name, 'src', file)),
    );
    expect(helpers.filter((file) => !/\.test[^/]*\.ts$/.test(file))).toEqual([]);
  });
});

const all = readdirSync(join(root, 'packages'));
/** The sources that npm packs the builds of: without tests and their helpers, and fixtures. */
const packed = (name) =>
  readdirSync(join(root, 'packages', name, 'src'), { recursive: true }).filter(
    (file) => /\.m?ts$|\.mjs$/.test(file) && !/\.test[^/]*$|(^|\/)fixtures\//.test(file),
  );

it.each(all)('@singlora/%s has all that its build needs', (name) => {
  const { dependencies, peerDependencies } = JSON.parse(text('packages', name, 'package.json'));
  const { include } = JSON.parse(text('packages', name, 'tsconfig.json'));
  const needed = new Set();
  const data = [];
  for (const file of packed(name)) {
    const source = text('packages', name, 'src', file);
    for (const [, from, alone] of source.matchAll(
      /^(?:import|export|\}).* from '([^'.#][^']*)';$|^import '([^'.#][^']*)';$/gm,
    ))
      needed.add(/^(?:@[^/]+\/)?[^/]+/.exec(from ?? alone)[0]);
    data.push(...source.matchAll(/new URL\('\.\/[^']+\.json'/g));
  }
  const known = { ...dependencies, ...peerDependencies, [`@singlora/${name}`]: '' };
  expect([...needed].filter((one) => !one.startsWith('node:') && !(one in known))).toEqual([]);
  if (data.length > 0) expect(include).toContain('src/**/*.json');
});
