import { copyable, folded, markup, pageOnly, type Html, type HtmlValue } from './html.ts';
import { documentHtml } from './document.ts';
import type { Claim } from './finding.ts';
import { dateTime } from './format.ts';

/** A part of a page with a heading and an entry in the page's contents. */
export interface Section {
  /** Unique in its page. */
  readonly id: string;
  readonly title: string;
  /** Its entry in the contents, where that is shorter than the title. */
  readonly short?: string;
  /** Whether it is collapsed under its heading until it is opened or a link leads into it. */
  readonly folded?: boolean;
  /** The question, and how it is measured. */
  readonly intro?: Html;
  /** Absent without measurements; `command` is then shown in its place. */
  readonly body?: Html | undefined;
  /** The command that measures it. */
  readonly command?: string;
  /** Shown where it is not measured: the reason. */
  readonly remark?: string | undefined;
}

/** A recommendation to users of adapters in one sentence, and each finding that it rests on. */
export interface Advice {
  readonly says: string;
  readonly because: readonly string[];
}

/** A page's content, computed from its records. */
export interface Content {
  /** The main finding in one sentence, which the index also shows; empty without measurements. */
  readonly lede: readonly HtmlValue[];
  /** A picture of the main finding, above everything else. */
  readonly picture?: HtmlValue;
  /** The command that makes the page's records, shown without measurements, and a sentence before it. */
  readonly begin: { readonly says?: HtmlValue; readonly commands: readonly string[] };
  /** How much was read: "3 runs". */
  readonly recorded: string;
  readonly claims?: readonly Claim[];
  /** Facts in small print below the finding. */
  readonly facts?: readonly HtmlValue[];
  /** Notes before the sections: what is damaged or left out. */
  readonly notes?: HtmlValue;
  readonly sections: readonly (Section | false | undefined)[];
}

/** What a page has for its document, which arranges it: `Content` without its text. */
export interface Material extends Omit<Content, 'lede' | 'picture' | 'sections'> {
  /** The document's name. */
  readonly document: string;
  /** Whether anything is measured; else the page says how to begin. */
  readonly isBegun: boolean;
  /** What the document places by name: a table, a chart; undefined without records. */
  readonly parts: Readonly<Record<string, HtmlValue>>;
  /** Texts that the document prints by name: a number of the paper, how many rows. */
  readonly values?: Readonly<Record<string, string>>;
  /** Sections that the document shows by their ids; those that it does not name follow its own. */
  readonly sections?: readonly Section[];
}

/** A page: which records it reads, and what it shows of them. */
export interface Page<Recorded, Own> {
  /** The heading. */
  readonly title: string;
  /** The text of links to it. */
  readonly name: string;
  readonly description: string;
  /** Its rank among the pages: smaller first, pages without one last. */
  readonly place?: number;
  /** Selects what the page shows from all records. */
  reads(recorded: Recorded): Own;
  /** Must be deterministic: the same records give the same page, byte for byte. */
  show(own: Own): Content | Material | Promise<Content | Material>;
}

/** Checks the type of a page's definition: `show` takes what `reads` returns. */
export const page = <Recorded, Own>(definition: Page<Recorded, Own>): Page<Recorded, Own> =>
  definition;

/** The values that all pages of one build share. */
export interface Site {
  readonly name: string;
  readonly about: Html;
  /** Each page's address and the text of links to it; the first page lists the others. */
  readonly pages: readonly { readonly href: string; readonly name: string }[];
  /** The time at which the pages were made, ISO 8601. */
  readonly generatedAt: string;
  /** The code that made them, in words. */
  readonly code: string;
}

/** The page as a single HTML file, and its content as Markdown. */
export function renderPage(
  { title, name, description }: Pick<Page<never, never>, 'title' | 'name' | 'description'>,
  content: Content,
  site: Site,
): Promise<Html> {
  const { picture, facts = [], recorded, notes } = content;
  const sections = content.sections.flatMap((section) => section || []);
  const made = `${dateTime(site.generatedAt)} · ${recorded} · page made by code ${site.code}`;
  const links = site.pages.map((page) => {
    const here = page.name === name && markup` aria-current="page"`;
    return markup`<a href="${page.href}"${here}>${page.name}</a>`;
  });
  const contents =
    sections.length > 1 &&
    markup`<nav aria-label="On this page" class="outline">
${sections.map(({ id, title, short = title }) => markup`<a href="#${id}">${short}</a>\n`)}</nav>\n`;
  return documentHtml({
    title: name === site.name ? name : `${site.name}: ${name}`,
    description,
    body: markup`<header>
<nav aria-label="Pages" class="pages">
${links}
</nav>
<h1>${title}</h1>
<div class="lede">${lede(content)}</div>
${picture && pageOnly(markup`<div class="picture">${picture}</div>\n`)}${facts.map((fact) => fact && markup`<p class="facts">${fact}</p>\n`)}</header>
${contents}${notes}${sections.map(sectionHtml)}${pageOnly(markup`<footer class="meta"><p>${site.about}. ${made}.</p></footer>\n`)}`,
  });
}

/** A page's main finding, or how to begin. */
export const lede = ({ lede: found, begin }: Content): Html =>
  markup`${found.length > 0 ? found.map(paragraph) : nothingYet(begin)}`;

const paragraph = (text: HtmlValue) => markup`<p>${text}</p>\n`;

const usualBeginning = markup`Nothing is measured yet. Each of these commands makes a part of the page; <code>--preset=smoke</code> takes seconds.`;

const nothingYet = ({ says = usualBeginning, commands }: Content['begin']) =>
  markup`${paragraph(says)}${copyable(commands.join('\n'))}`;

/** A section's content without its heading: what it shows, or the command that measures it. */
export function sectionContent({ intro, body, command, remark }: Section): Html {
  const missing =
    command !== undefined &&
    markup`<p>Not measured yet.${remark && ` ${remark}`} This command does it:</p>
${copyable(command)}`;
  return markup`${intro}
${body ?? missing}`;
}

function sectionHtml(section: Section): Html {
  const heading = markup`<h2>${section.title}</h2>`;
  const content = sectionContent(section);
  return markup`<section id="${section.id}">
${section.folded && section.body ? folded(heading, content) : markup`${heading}\n${content}`}
</section>
`;
}
