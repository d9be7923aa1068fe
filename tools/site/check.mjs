// Lists every broken link of a built site, everything that it would load from elsewhere, and too large pages:
//
//     tools/site/check.mjs FOLDER
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { inflateSync } from 'node:zlib';

const folder = resolve(process.argv[2] ?? 'dist/site');
const pages = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.html'));
const places = new Map();

/** The link targets in a page. */
function placesOf(path) {
  if (!places.has(path)) {
    const ids = readFileSync(path, 'utf8').matchAll(/<[^>]*? id="([^"]+)"/g);
    places.set(path, new Set([...ids].map(([, id]) => id)));
  }
  return places.get(path);
}

/** A search that the page of runs makes from its address. */
const isSearch = (place) => place?.startsWith('search=');

const decoded = (text) => decodeURIComponent(text.replaceAll('&amp;', '&'));

function isDead(from, link) {
  const [path, place] = link.split('#');
  const target = path ? resolve(from, '..', decoded(path)) : from;
  const file =
    existsSync(target) && statSync(target).isDirectory() ? join(target, 'index.html') : target;
  if (!existsSync(file)) return true;
  return (
    Boolean(place) &&
    !isSearch(place) &&
    file.endsWith('.html') &&
    !placesOf(file).has(decoded(place))
  );
}

/** Links of the navigation, which TypeDoc packs into a script. */
function* navigation(entries = unpacked('navigation.js')) {
  for (const { path, children = [] } of entries) {
    if (path) yield path;
    yield* navigation(children);
  }
}

function unpacked(name) {
  const [, data] = /"(.*)"/.exec(readFileSync(join(folder, 'assets', name), 'utf8'));
  return JSON.parse(inflateSync(Buffer.from(data, 'base64')).toString('utf8'));
}

/** The most bytes of a page without its pictures. */
const largest = 2_000_000;

const faults = [];
const look = (from, link) => {
  if (isDead(from, link)) faults.push(`${relative(folder, from)}: ${link} leads nowhere`);
};
for (const page of pages) {
  const path = join(folder, page);
  const whole = readFileSync(path, 'utf8');
  const size = Buffer.byteLength(whole.replaceAll(/data:image\/[^"]*/g, ''));
  if (size > largest) faults.push(`${page}: ${size} bytes without its pictures`);
  const html = whole.replace(/<script\b[^>]*>[^]*?<\/script>/g, (script) =>
    script.slice(0, script.indexOf('>') + 1),
  );
  for (const [tag, name, , link] of html.matchAll(/<([a-z]+)\b[^>]*? (href|src)="([^"]*)"/g)) {
    const isElsewhere = /^[a-z]+:/.test(link);
    if (!isElsewhere) look(path, link);
    else if (name !== 'a' && !link.startsWith('data:'))
      faults.push(`${page}: ${tag} loads from elsewhere`);
  }
}
for (const link of navigation()) look(join(folder, 'index.html'), link);
for (const { url } of unpacked('search.js').rows) look(join(folder, 'index.html'), url);

for (const fault of faults) console.error(fault);
console.log(`Site: ${pages.length} pages in ${folder}, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
