import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  markup,
  sectionContent,
  tableHtml,
  type Content,
  type Html,
  type Material,
} from '@singlora/reporting';
import { designsTable, forestTable } from '../forest-table.ts';
import { authored, generic } from './document.ts';
import { parseDocument, type Document } from './parse.ts';
import type { Rendering } from './render.ts';

/** Where documents are. */
const folder = join(import.meta.dirname, '../text');

/** How documents are rendered: as they were written, about the committed records; or headings and parts alone, for any records. */
export interface Texts extends Pick<Rendering, 'findings' | 'hrefOf'> {
  readonly kind: 'authored' | 'generic';
}

/** The document of a name: `text/NAME.md`, with the partials that it takes in. */
async function readDocument(name: string): Promise<Document> {
  const read = (file: string) => readFile(join(folder, file), 'utf8');
  const partials: Record<string, Document['root']> = {};
  for (const file of await readdir(join(folder, 'partials'))) {
    const path = join('partials', file);
    partials[file] = parseDocument(`reports/text/${path}`, await read(path)).root;
  }
  return parseDocument(`reports/text/${name}.md`, await read(`${name}.md`), partials);
}

/** A page's content, as its document arranges it. */
export async function contentOf(shown: Content | Material, texts: Texts): Promise<Content> {
  if (!('parts' in shown)) return shown;
  const {
    document: name,
    isBegun,
    parts: own,
    values: facts = {},
    sections: named = [],
    ...rest
  } = shown;
  const document = await readDocument(name);
  const ofSections = named.map((one) => [one.id, sectionContent(one)] as const);
  const parts = { ...findingParts(texts), ...Object.fromEntries(ofSections), ...own };
  const unnamed = named.filter(({ id }) => !shows(document, id));
  if (texts.kind === 'authored') {
    const summary = shows(document, 'summary') ? await summaryHtml(texts, facts) : undefined;
    const text = authored(document, { ...texts, facts, parts: { ...parts, summary } });
    return { ...rest, ...text, sections: [...text.sections, ...unnamed] };
  }
  const { lede, sections } = generic(document, parts);
  return {
    ...rest,
    lede: isBegun ? [committed, ...lede] : [],
    sections: [...sections, ...unnamed],
  };
}

const committed: Html = markup`Tables and charts of the runs in this database. What the committed records say stands in <code>RESULTS.md</code>.`;

/** Parts of the findings alone, for every document. */
function findingParts({ findings, hrefOf }: Texts): Material['parts'] {
  const [forest, designs] = [forestTable, designsTable].map((make) => make(findings, hrefOf));
  return { forest: forest && tableHtml(forest), designs: designs && tableHtml(designs) };
}

/** The lines with which the start page, the README and RESULTS.md begin. */
export async function summaryHtml(texts: Texts, facts: Rendering['facts']): Promise<Html> {
  const { lede } = authored(await readDocument('summary'), { ...texts, facts, parts: {} });
  return markup`${lede}`;
}

const shows = ({ root }: Document, name: string) =>
  [...root.walk()].some(({ tag, attributes }) => tag === 'show' && attributes['name'] === name);
