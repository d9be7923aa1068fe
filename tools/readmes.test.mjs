import { existsSync, readFileSync, readdirSync } from 'node:fs';
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

/** The lines of a part of ARCHITECTURE.md. */
const architecture = (part) =>
  readFileSync(join(packages, '../ARCHITECTURE.md'), 'utf8')
    .split('\n## ')
    .find((one) => one.startsWith(part))
    .split('\n');

it('every word of the architecture is carried by a type that its package exports', () => {
  const words = architecture('Words')
    .filter((line) => line.startsWith('- '))
    .map((line) => /^- \*\*(.+?)\*\*, (.+) \((\w+)\): /.exec(line) ?? line);
  expect(words.filter((one) => typeof one === 'string')).toEqual([]);
  expect(words.length).toBeGreaterThan(15);
  for (const [, word, types, from] of words)
    for (const [, type] of types.matchAll(/`(\w+)`/g))
      expect(new RegExp(`\\b${type}\\b`).test(exportsOf(from)), `${word}: ${type}`).toBe(true);
});

it('every room is in the architecture, and every room that it names is there', () => {
  const named = architecture('Rooms')
    .filter((line) => line.startsWith('- '))
    .flatMap((line) =>
      [...line.split(/[:,] [a-z]/)[0].matchAll(/`([\w/]+)`/g)].map(([, one]) => one),
    );
  const rooms = readdirSync(packages);
  for (const one of rooms)
    expect(named.map((room) => room.replace('packages/', ''))).toContain(one);
  for (const one of named)
    expect(
      [one, `packages/${one}`].some((path) => existsSync(join(packages, '..', path))),
      one,
    ).toBe(true);
});
