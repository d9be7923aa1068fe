import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const packages = join(import.meta.dirname, '..', 'packages');
const text = (...path) => readFileSync(join(packages, ...path), 'utf8');

/** Names that a text imports from packages of this repository. */
const importsOf = (source) =>
  [...source.matchAll(/import (?:type )?\{([^}]*)\} from '@singlora\/(\w+)'/g)].flatMap(
    ([, names, from]) =>
      names
        .split(',')
        .map((name) => ({ name: name.replace('type ', '').trim(), from }))
        .filter(({ name }) => name !== ''),
  );

/** The code that names a package's exports: its index, and the files that the index re-exports whole. */
function exportsOf(name) {
  const index = text(name, 'src/index.ts');
  const whole = [...index.matchAll(/export \* from '(.*)'/g)].map(([, file]) => file);
  return [index, ...whole.map((file) => text(name, 'src', file))].join('\n');
}

it.each(readdirSync(packages))('what the README of %s imports is exported there', (name) => {
  const missing = importsOf(text(name, 'README.md')).filter(
    ({ name: imported, from }) => !new RegExp(`\\b${imported}\\b`).test(exportsOf(from)),
  );
  expect(missing).toEqual([]);
});
