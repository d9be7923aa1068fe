import { codeBlock, escapeMarkdown, templateMarkdown, tidied } from './markdown.ts';

/** A part of a page: markup that is safe to insert, and its Markdown. Only `markup` and the functions here make it. */
export class Html {
  readonly text: string;
  readonly markdown: string;

  constructor(text: string, markdown: string) {
    this.text = text;
    this.markdown = markdown;
  }

  /** The markup, so that a template literal can hold it. */
  toString(): string {
    return this.text;
  }
}

/** A value that a template of {@link markup} may hold. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

/** Tagged template: everything interpolated is escaped unless it is `Html` already. Its tags become Markdown's marks. */
export function markup(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(
    strings.map((part, i) => (i === 0 ? part : render(values[i - 1]) + part)).join(''),
    templateMarkdown(
      strings.join('\0'),
      (index) => String(values[index]),
      (index) => markdownOf(values[index]),
    ),
  );
}

/** A standalone part of a page as Markdown. */
export const markdown = (value: HtmlValue): string => tidied(markdownOf(value));

/** A part for the page only: the Markdown leaves it out. */
export const pageOnly = (value: HtmlValue): Html => new Html(render(value), '');

/** A part for the Markdown only. */
export const markdownOnly = (text: string): Html => new Html('', text);

/** The exponent of a power in plain text, "n^−1/2". */
const power = /(?<=\b\w)\^([−-]?(?:[\d./]*\d|[a-zγ](?!\w)))/;

/** A text's parts; those at odd places are exponents. */
export const powerParts = (text: string) =>
  text.split(power).map((part, at) => (at % 2 === 1 ? part.replace('-', '−') : part));

/** Text with its powers, such as n^−1/2, as superscripts. */
export const powers = (text: string): Html =>
  markup`${powerParts(text).map((part, at) => (at % 2 === 1 ? markup`<sup>${part}</sup>` : part))}`;

/** Declares text that this code generated, such as a compiled SVG, as markup. Never for input. */
export function trusted(text: string): Html {
  return new Html(text, '');
}

/** Text to run or paste elsewhere, with a copy button. */
export function copyable(text: string): Html {
  const { text: html } =
    markup`<div class="copyable"><pre tabindex="0"><code>${text}</code></pre></div>\n`;
  return new Html(html, codeBlock(text));
}

/** JSON for a `<script type="application/json">` block, escaped so that it cannot end the block. */
export function jsonBlock(value: unknown): Html {
  return trusted(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unicode));
}

/** A collapsed part under a summary, part of the page's content; a summary that is markup, such as a heading, is too. */
export const folded = (summary: string | Html, content: HtmlValue): Html => {
  const { text } =
    markup`<details class="part">\n<summary>${summary}</summary>\n${content}</details>\n`;
  const said = summary instanceof Html ? markup`${summary}\n${content}` : content;
  return new Html(text, markdownOf(said));
};

/** The remarks that precede numbers, each with a badge that names its kind; undefined without remarks. */
export const badges = (
  items: readonly { readonly badge: string; readonly sentence: HtmlValue }[],
  id?: string,
): Html | undefined =>
  items.length > 0
    ? markup`<ul class="standin"${id !== undefined && markup` id="${id}"`}>
${items.map(({ badge, sentence }) => markup`<li><span class="badge">${badge}</span>${markdownOnly(': ')}${sentence}</li>\n`)}</ul>
`
    : undefined;

const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&${entities[character] ?? ''};`);

const entities: Record<string, string> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": '#39',
};

const unicode = (character: string) =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const written = (form: 'text' | 'markdown', escape: (text: string) => string) => {
  const write = (value: HtmlValue): string => {
    if (value === undefined || value === false) return '';
    if (value instanceof Html) return value[form];
    if (typeof value === 'string' || typeof value === 'number') return escape(String(value));
    return value.map(write).join('');
  };
  return write;
};
const render = written('text', escapeHtml);
const markdownOf = written('markdown', escapeMarkdown);
