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
