import { basename, dirname } from 'node:path/posix';

/** The sections of the navigation with their files and folders; the last has all others. */
const sections = [
  { text: 'Findings', of: ['RESULTS.md', 'reports'] },
  { text: 'Experiments', of: ['experiments', 'examples'] },
  { text: 'Theory', of: ['theory'] },
  { text: 'Packages', of: ['packages', 'python'] },
  { text: 'The lab', of: ['lab'] },
  { text: 'The project', of: [''] },
];

const isIn = (folder, path) => folder === '' || path === folder || path.startsWith(`${folder}/`);

/** The folder whose other documents are listed under this one. */
const leads = ({ path }) => (basename(path) === 'README.md' ? dirname(path) : undefined);

const sectionOf = ({ path }) => sections.findIndex(({ of }) => of.some((one) => isIn(one, path)));

/** Orders documents by section and folder, with the leading document of a folder first. */
function order(one) {
  const section = sectionOf(one);
  const place = sections[section].of.findIndex((folder) => isIn(folder, one.path));
  return `${section} ${place} ${leads(one) ?? one.path}`;
}

const byOrder = (one, other) => (order(one) < order(other) ? -1 : 1);

/**
 * The navigation: the reports' pages, then documents by section, each under the README of the nearest folder
 * that has one. A package's exports are under its README. An entry is `{ text, path }`.
 *
 * @param documents each with its path from the root, and its entry
 * @param modules entries of packages' exports, by import name
 * @param pages entries of the reports' pages
 */
export function navigationOf(documents, modules, pages) {
  const parts = sections.map(({ text }) => ({ text, children: [] }));
  parts[0].children.push(...pages);
  const placed = [];
  for (const one of documents.toSorted(byOrder)) {
    const { path, entry } = one;
    const exported = modules.filter(({ text }) => isIn(entry.text, text));
    const children = exported.map((each) => ({
      ...each,
      text: `Exports of ${each.text.replace(/^@[^/]+\//, '')}`,
    }));
    const own = { ...one, entry: children.length > 0 ? { ...entry, children } : { ...entry } };
    const under = placed.findLast(
      (other) => leads(other) !== undefined && isIn(leads(other), path),
    );
    ((under ? under.entry : parts[sectionOf(one)]).children ??= []).push(own.entry);
    placed.push(own);
  }
  return parts.map((part) => (part.children.length === 1 ? part.children[0] : part));
}
