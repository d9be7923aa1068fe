/** The characters with a meaning in Markdown, or that would start HTML, an entity, an address, a list, a quotation or a heading. */
export const live =
  /[\\`*_~[\]|]|<(?=[a-z/!?])|&(?=#?\w+;)|(?<=\b(?:https?|ftp)):(?=\/\/)|(?<=\bwww)\.|(?<=^ ?)(?:[#>]|[-+](?![\d.]))|(?<=^ ?\d+)[.)](?=\s|$)/gi;

/** Text escaped for one line of Markdown: recorded text stays text. */
export const escapeMarkdown = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(live, '\\$&');

/** A fence of marks that is longer than any run of them in the text. */
const fence = (text: string, least: number) =>
  '`'.repeat(Math.max(least, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)));

/** Code within a line. */
function inlineCode(text: string): string {
  const marks = fence(text, 1);
  const space = marks.length > 1 ? ' ' : '';
  return `${marks}${space}${text.replace(/\s+/g, ' ')}${space}${marks}`;
}

export const codeBlock = (text: string): string => {
  const marks = fence(text, 3);
  return `\n\n${marks}\n${text}\n${marks}\n\n`;
};

/** The Markdown of inline elements; some have none and stay HTML. */
const inline: Readonly<Record<string, string>> = {
  a: '',
  cite: '',
  i: '',
  small: '',
  span: '',
  br: '<br>',
  strong: '**',
  '/strong': '**',
  em: '_',
  '/em': '_',
  sub: '<sub>',
  '/sub': '</sub>',
  sup: '<sup>',
  '/sup': '</sup>',
};

/** The Markdown of block elements. Headings are one level lower. */
const blocks: Readonly<Record<string, string>> = {
  h1: '\n\n## ',
  h2: '\n\n### ',
  h3: '\n\n#### ',
  h4: '\n\n##### ',
  li: '\n* ',
  '/li': '',
  tr: '\n|',
  '/tr': '',
  th: ' ',
  '/th': ' |',
  td: ' ',
  '/td': ' |',
  '/thead': '',
  tbody: '',
};

/** A token of a template: a page-only part, code, a tag, a value, or text. */
const token =
  /<(details|figure|nav)\b[^]*?<\/\1>|<code>([^<]*)<\/code>|<([!/]?\w+)[^>]*>(\s*)|\0|[^<\0]+/g;

/**
 * Converts an HTML template to Markdown; each `\0` stands for the next value.
 * @param plain a value as text
 * @param marked a value as Markdown
 */
export function templateMarkdown(
  template: string,
  plain: (index: number) => string,
  marked: (index: number) => string,
): string {
  let next = 0;
  return template.replace(
    token,
    (part: string, _left?: string, code?: string, tag?: string, space = '') => {
      if (part === '\0') return marked(next++);
      if (code !== undefined) return inlineCode(code.replaceAll('\0', () => plain(next++)));
      next += part.split('\0').length - 1;
      if (tag === undefined) return part.startsWith('<') ? '' : escapeMarkdown(part);
      const own = inline[tag] ?? (tag.replace('/', '') in inline ? '' : undefined);
      return own === undefined ? (blocks[tag] ?? '\n\n') : own + space;
    },
  );
}

/** A heading directly followed by the next heading of its level or above. */
const emptyHeading = /^(###+) .*\n+(?:(?!\1#)(?=#+ )|(?![^]))/gm;

/** Normalises Markdown: one empty line between blocks, no trailing spaces, and no heading without content. */
export function tidied(markdown: string): string {
  const text = `${markdown
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
  const full = text.replaceAll(emptyHeading, '');
  return full === text ? text : tidied(full);
}
