import { NodeHtmlMarkdown, type TranslatorConfigObject } from 'node-html-markdown';
import { parse, type HTMLElement } from 'node-html-parser';

/** Charts and their keys, pictures, what is folded away but for what belongs to the page's findings, what only leads about, and what tells of the page's making. */
const leftOut =
  'script, style, svg, nav, details:not(.part), .part > summary, button, .figures, .picture, .pictures, p:has(+ .key), .key, .kicker, .meta, #reading, #runs';

/** From the lowest. */
const headings = ['h5', 'h4', 'h3', 'h2', 'h1'];

/** Markdown has no marks for these, and takes HTML. */
const marks: TranslatorConfigObject = {
  sup: { prefix: '<sup>', postfix: '</sup>' },
  sub: { prefix: '<sub>', postfix: '</sub>' },
  below: { prefix: '<br>' },
};
/** What is a mark in Markdown, or would begin HTML or a character's name there: what a record says stays text. */
const globalEscape = [/[\\`*_~[\]|]|<(?=[a-z/!?])|&(?=#?\w+;)/gi, '\\$&'] as const;

/** Of a cell, whose bars are escaped already: the package's own escapes the first alone. */
const oneLine = ({ content }: { content: string }) => content.replaceAll(/[\r\n]+/g, ' ').trim();

/** @param codeFence longer than any run of its marks in the page's commands */
function translatorOf(codeFence: string): NodeHtmlMarkdown {
  const translator = new NodeHtmlMarkdown({ codeFence, globalEscape }, marks);
  // Cells have marks of their own.
  for (const [tag, mark] of Object.entries(marks)) translator.tableCellTranslators.set(tag, mark);
  const cell = { surroundingNewlines: false, prefix: ' ', postfix: ' |' };
  const { tableCellTranslators: childTranslators } = translator;
  translator.tableRowTranslators.set('th,td', { ...cell, childTranslators, postprocess: oneLine });
  return translator;
}

const fenceOf = (commands: readonly HTMLElement[]): string => {
  const runs = commands.flatMap(({ textContent }) => textContent.match(/`+/g) ?? []);
  return '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
};

/**
 * What a page of the report says, as Markdown: its findings, tables, notes and commands. Charts and
 * what is folded away stay in the page. Its headings go one level down.
 */
export function pageMarkdown(html: string): string {
  const main = parse(html).querySelector('main');
  if (!main) return '';
  const all = (selector: string) => main.querySelectorAll(selector);
  for (const one of all(leftOut)) one.remove();
  for (const part of all('details.part')) part.replaceWith(...part.childNodes);
  for (const link of all('a[href]')) link.replaceWith(...link.childNodes);
  for (const heading of headings) all(heading).filter(isEmpty).forEach(remove);
  for (const badge of all('.badge')) badge.insertAdjacentHTML('afterend', ': ');
  for (const remark of all('small.below')) remark.rawTagName = 'below';
  for (const caption of all('caption')) {
    const text = `<p>${caption.innerHTML}</p>`;
    caption.closest('table')?.insertAdjacentHTML('beforebegin', text);
    remove(caption);
  }
  for (const heading of headings)
    for (const one of all(heading)) one.rawTagName = `h${Number(heading.slice(1)) + 1}`;
  const text = translatorOf(fenceOf(all('pre'))).translate(main.toString());
  return `${tidy(text)}\n`;
}

const remove = (one: HTMLElement) => {
  one.remove();
};

/** Whether nothing is left between a heading and the next of its level or above. */
function isEmpty({ rawTagName, nextElementSibling: next }: HTMLElement): boolean {
  if (rawTagName === 'h1') return false;
  if (next === null) return true;
  return headings.indexOf(next.rawTagName) >= headings.indexOf(rawTagName);
}

/** Tables without padding, nothing at the ends of lines, one empty line at a time. */
const tidy = (text: string) =>
  text
    .replaceAll(/^\|.*$/gm, (row) => row.replaceAll(/ {2,}/g, ' '))
    .replaceAll(/^\|[-| ]+$/gm, (line) => line.replaceAll(/-{4,}/g, '---'))
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
