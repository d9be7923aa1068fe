import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { packageFolders } from './package-folders.mjs';
import { documents } from './site/documents.mjs';

const root = join(import.meta.dirname, '..');
const text = (...path) => readFileSync(join(root, ...path), 'utf8');

/** Names that a text imports from packages of this repository. */
const importsOf = (source) =>
  [...source.matchAll(/import (?:type )?\{([^}]*)\} from '@singlora\/([\w/]+)'/g)].flatMap(
    ([, names, from]) =>
      names
        .split(',')
        .map((name) => ({ name: name.replace('type ', '').trim(), from }))
        .filter(({ name }) => name !== ''),
  );

/** The code that names an entry's exports, such as `core/node`'s: its file, and those that it re-exports whole. */
function exportsOf(entry) {
  const [name, ...path] = entry.split('/');
  const folder = packageFolders.find((one) => basename(one) === name);
  const { exports } = JSON.parse(text(folder, 'package.json'));
  const file = join(folder, exports[['.', ...path].join('/')]['@singlora/source']);
  const whole = [...text(file).matchAll(/export \* from '(.*)'/g)].map(([, other]) => other);
  return [text(file), ...whole.map((other) => text(dirname(file), other))].join('\n');
}

const ofPackages = documents().filter((path) => /^(packages|lab)\//.test(path));

it.each(ofPackages)('what %s imports is exported there', (path) => {
  const missing = importsOf(text(path)).filter(
    ({ name: imported, from }) => !new RegExp(`\\b${imported}\\b`).test(exportsOf(from)),
  );
  expect(missing).toEqual([]);
});

/** The lines of a part of ARCHITECTURE.md. */
const architecture = (part) =>
  text('ARCHITECTURE.md')
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
  const rooms = named.map((one) => (existsSync(join(root, one)) ? one : `lab/${one}`));
  expect(rooms).toEqual(expect.arrayContaining(packageFolders));
  for (const room of rooms) expect(existsSync(join(root, room)), room).toBe(true);
});
