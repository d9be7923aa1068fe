import { codeBlock, escapeMarkdown, templateMarkdown, tidied } from './markdown.ts';

/** A part of a page, safe to place there as it is, and what it says as Markdown. Made by `markup` and what is beside it here. */
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

/** A part of a page as Markdown that stands for itself. */
export const markdown = (value: HtmlValue): string => tidied(markdownOf(value));

/** A part that the page alone shows: its Markdown goes without. */
export const pageOnly = (value: HtmlValue): Html => new Html(render(value), '');

/** A part that the Markdown alone shows. */
export const markdownOnly = (text: string): Html => new Html('', text);

/** A power as it is typed, "n^−1/2": its base and its exponent. */
export const power = /\b(\w)\^([−-]?(?:[\d./]*\d|[a-zγ](?!\w)))/;

/** Text with its powers, such as n^−1/2, raised. */
export function powers(text: string): Html {
  const parts = text.split(power);
  return markup`${parts.map((part, index) => (index % 3 === 2 ? markup`<sup>${part.replace('-', '−')}</sup>` : part))}`;
}

/** Marks text that this code made itself, such as a compiled SVG, as markup. Never for input. */
export function trusted(text: string): Html {
  return new Html(text, '');
}

/** Text to run or paste elsewhere, with a button that copies it. */
export function copyable(text: string): Html {
  const { text: html } =
    markup`<div class="copyable"><pre tabindex="0"><code>${text}</code></pre></div>\n`;
  return new Html(html, codeBlock(text));
}

/** JSON for a `<script type="application/json">` block: nothing in it can end the block. */
export function jsonBlock(value: unknown): Html {
  return trusted(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unicode));
}

/** A part that is folded away under a summary, and belongs to what the page says; so does a summary that is markup: a heading. */
export const folded = (summary: string | Html, content: HtmlValue): Html => {
  const { text } =
    markup`<details class="part">\n<summary>${summary}</summary>\n${content}</details>\n`;
  const said = summary instanceof Html ? markup`${summary}\n${content}` : content;
  return new Html(text, markdownOf(said));
};

/** The remarks that belong before numbers, each with a badge that names its kind; undefined where there are none. */
export const badges = (
  items: readonly { readonly badge: string; readonly sentence: HtmlValue }[],
  id?: string,
): Html | undefined =>
  items.length > 0
    ? markup`<ul class="standin"${id !== undefined && markup` id="${id}"`}>
${items.map(({ badge, sentence }) => markup`<li><span class="badge">${badge}</span>${markdownOnly(': ')}${sentence}</li>\n`)}</ul>
`
    : undefined;

/** Text with the characters that HTML gives a meaning escaped. */
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

function render(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(render).join('');
}

function markdownOf(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.markdown;
  if (typeof value === 'string' || typeof value === 'number') return escapeMarkdown(String(value));
  return value.map(markdownOf).join('');
}
