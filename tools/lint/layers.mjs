// Which part of the repository may import which: only lower ones, and only through their index.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { packageFolders } from '../package-folders.mjs';

const root = join(import.meta.dirname, '../..');

/** The rooms that are no package of their own; the first match counts. A view is how the report shows a check. */
const rooms = {
  errors: /^packages\/core\/src\/errors\//,
  disk: /^packages\/core\/src\/disk\//,
  formats: /^packages\/core\/src\/formats\//,
  kernels: /^packages\/core\/src\/kernels\//,
  record: /^theory\/([\w-]+\/)?record\.ts$/,
  view: /^theory\/(report|[\w-]+\/view)\//,
  theory: /^theory\//,
  experiments: /^experiments\//,
  reports: /^reports\//,
};

/** The files of a room that others may import, if not only `src/index.ts`; keys with a slash name the room that may. */
const doors = {
  core: /^packages\/core\/src\/(node\/)?index\.ts$/,
  errors: /^packages\/core\/src\/errors\/index\.ts$/,
  kernels: /^packages\/core\/src\/kernels\/index\.ts$/,
  // The methods' declarations, for code that computes nothing.
  'core/registry': /^packages\/core\/src\/registry\.ts$/,
  // For tests of pages.
  'core/chromium': /^packages\/core\/src\/browser\/chromium\.test\.support\.ts$/,
  // The last one for tests.
  disk: /^packages\/core\/src\/disk\/(index|temporary\.test\.support)\.ts$/,
  // The last two for tests of readers.
  formats: /^packages\/core\/src\/formats\/(index|bytes|(damaged|zip)\.test\.support)\.ts$/,
  // The last one for tests of runs on several hosts.
  tracking: /^lab\/tracking\/src\/(index|postgres\.test\.support)\.ts$/,
  // Made-up and recorded runs, for the tests of pages.
  comparison:
    /^lab\/comparison\/src\/(index|(doctor|recorded|reference|glue\/planned|dreambooth\/recorded)\.test\.support)\.ts$/,
  'errors/terminal': /^packages\/core\/src\/errors\/terminal\.ts$/,
  'runtime/environment': /^lab\/runtime\/src\/environment\.ts$/,
  'reporting/text': /^lab\/reporting\/src\/text\.ts$/,
  'scaling/verdicts': /^lab\/scaling\/src\/verdicts\.ts$/,
  record: rooms.record,
  view: /^theory\/(report|[\w-]+\/view)\/index\.ts$/,
  // For views, which check their runs against the presets.
  'theory/presets': /^theory\/[\w-]+\/presets\.ts$/,
};

/** The rooms that every room but a record may import. */
const ground = ['errors', 'errors/terminal', 'disk'];
const core = ['kernels', 'formats'];
const models = ['hub', 'core', ...core];
const training = ['models', 'runtime', 'tracking', 'statistics', 'core', ...core];
const dreambooth = ['training', 'hub', 'records', 'pictures', ...training];

/** The rooms that each room may import, apart from itself. */
const layers = {
  errors: [],
  disk: [],
  kernels: ground,
  formats: ground,
  pictures: ['runtime', 'formats', ...ground],
  runtime: ground,
  tracking: ['formats', ...ground],
  statistics: ground,
  records: ['statistics', ...ground],
  core: [...core, ...ground],
  hub: ['formats', ...ground],
  models: [...models, ...ground],
  training: [...training, ...ground],
  glue: ['training', 'hub', 'records', ...training, ...ground],
  dreambooth: [...dreambooth, ...ground],
  scaling: ['records', 'training', ...training, ...ground],
  runner: ['tracking', 'runtime/environment', ...ground],
  reporting: ['tracking', 'statistics', 'core/registry', ...ground],
  // It makes decisions and draws nothing.
  comparison: ['records', 'tracking', 'statistics', 'core/registry', 'reporting/text', ...ground],
  experiments: [
    'runner',
    'comparison',
    'reporting',
    'glue',
    'dreambooth',
    ...dreambooth,
    ...ground,
  ],
  record: ['records', 'scaling/verdicts'],
  view: [
    ...['reporting', 'records', 'tracking', 'statistics', 'record', 'theory/presets'],
    ...['scaling/verdicts', ...ground],
  ],
  theory: ['runner', 'scaling', 'training', 'records', 'record', ...training, ...ground],
  reports: [
    ...['view', 'comparison', 'reporting', 'records', 'tracking', 'statistics', 'core/registry'],
    'core/chromium',
    ...ground,
  ],
};

/** The room of a file, given by its path from the repository's root with forward slashes. */
const roomOf = (file) =>
  Object.keys(rooms).find((room) => rooms[room].test(file)) ??
  /^(?:packages|lab)\/([\w-]+)\//.exec(file)?.[1];

/** The source file of a package's entry, such as `@singlora/core/node`. */
function entryOf(specifier) {
  const [, name, ...path] = specifier.split('/');
  const folder = packageFolders.find((one) => posix.basename(one) === name) ?? name;
  const { exports } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const entry = exports[['.', ...path].join('/')]?.['@singlora/source'];
  return entry && posix.join(folder, entry);
}

/** What is wrong with a file's import of a specifier; the file is a path from the root. External packages are allowed. */
export function wrongWith(file, specifier) {
  const isOwn = specifier.startsWith('@singlora/');
  if (!isOwn && !specifier.startsWith('.')) return undefined;
  const from = roomOf(file);
  if (!from) return undefined; // a tool
  const target = isOwn ? entryOf(specifier) : posix.join(posix.dirname(file), specifier);
  if (target === undefined) return 'The package has no such entry.';
  const to = roomOf(target);
  if (from === to) return undefined;
  const isOpen = (room) => (doors[room] ?? new RegExp(`^lab/${room}/src/index\\.ts$`)).test(target);
  return layers[from]?.some(isOpen)
    ? undefined
    : `${from} may not import ${target}: tools/lint/layers.mjs says what it may.`;
}
