// `npm run new -- KIND NAME`: makes the files of a recipe in CONTRIBUTING.md under another name.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { has, isName, longestName, renamed } from './naming.mjs';
import { recipesOf, withLines } from './recipes.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const read = (path) => readFileSync(join(root, path), 'utf8');

function refuse(reason) {
  console.error(reason);
  process.exit(2);
}

const recipes = recipesOf(read('CONTRIBUTING.md'));
const [kind, name, ...more] = process.argv.slice(2);
const kinds = recipes.map((recipe) => recipe.kind).join(', ');
const recipe = recipes.find((one) => one.kind === kind);
if (!recipe || name === undefined || more.length > 0)
  refuse(`Usage: npm run new -- KIND NAME, such as method vera. Kinds: ${kinds}.`);
if (!isName(name))
  refuse(
    `“${name}” cannot be the name of a file and of a variable: write it in lower case and at most ${longestName} letters, such as half-frozen.`,
  );

const { example, parts, test } = recipe;
const all = parts.map(({ text }) => text).join('\n');
const title = /(?:title|short): '(.+?)'/.exec(all)?.[1];
const own = (text) => renamed(text, example, name, title);
if (name !== example && has(all, name))
  refuse(`“${name}” has another meaning in the code of a ${kind}: choose another name.`);

const planned = [];
for (const { path: of, text, adds } of parts) {
  const path = own(of);
  if (adds ? has(read(path), name) : existsSync(join(root, path)))
    refuse(`There is ${adds ? `“${name}” in ${path}` : path} already: choose another name.`);
  const whole = adds ? withLines(read(path), own(text)) : own(text);
  const style = await resolveConfig(join(root, path));
  planned.push({ path, adds, text: await format(whole, { ...style, filepath: path }) });
}
for (const { path, adds, text } of planned) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { flag: adds ? 'w' : 'wx' });
  console.log(`${adds ? 'Added to' : 'Wrote'} ${path}`);
}
console.log(`Test it: npm run types && ${own(test)}`);
