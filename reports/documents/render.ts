import type { Node } from '@markdoc/markdoc';
import { type FindingRecord } from '@singlora/records';
import { copyable, format, Html, markup, powers, type HtmlValue } from '@singlora/reporting';
import { isWanted, selected, type SelectedFindings, type Wanted } from './selection.ts';
import { estimateRangeText, findingText } from './value.ts';

/** What a document is rendered with. */
export interface Rendering {
  readonly findings: SelectedFindings;
  /** Where a finding is shown. */
  readonly hrefOf: (finding: FindingRecord) => string;
  /** Texts that `fact` prints, by name. */
  readonly facts: Readonly<Record<string, string>>;
  /** Parts that `show` places, by name; undefined without records. */
  readonly parts: Readonly<Record<string, HtmlValue>>;
}

/** Nodes as a part of a page; `within` is the assertion around them. */
export function rendered(nodes: readonly Node[], rendering: Rendering, within?: Node): HtmlValue {
  return nodes.map((node) => nodeHtml(node, rendering, within));
}

function nodeHtml(node: Node, rendering: Rendering, within?: Node): HtmlValue {
  const inside = () => rendered(node.children, rendering, within);
  const { attributes } = node;
  switch (node.type) {
    case 'text':
      return powers(String(attributes['content']));
    case 'softbreak':
      return ' ';
    case 'hardbreak':
      return markup`<br>`;
    case 'strong':
      return markup`<strong>${inside()}</strong>`;
    case 'em':
      return markup`<em>${inside()}</em>`;
    case 'code':
      return markup`<code>${powers(String(attributes['content']))}</code>`;
    case 'link':
      return linkHtml(String(attributes['href']), inside());
    case 'fence':
      return copyable(String(attributes['content']).trimEnd());
    case 'paragraph':
      return markup`<p>${inside()}</p>\n`;
    case 'list':
      return attributes['ordered'] === true
        ? markup`<ol>${inside()}</ol>\n`
        : markup`<ul>${inside()}</ul>\n`;
    case 'item':
      return markup`<li>${inside()}</li>\n`;
    case 'heading':
      return attributes['level'] === 3
        ? markup`<h3>${inside()}</h3>\n`
        : markup`<h4>${inside()}</h4>\n`;
    case 'tag':
      return tagHtml(node, rendering, within);
    default:
      return inside();
  }
}

function tagHtml(node: Node, rendering: Rendering, within: Node | undefined): HtmlValue {
  const { findings, facts, parts, hrefOf } = rendering;
  const { attributes } = node;
  // Within an assertion, its findings.
  const own = { ...within?.attributes, ...attributes } as {
    readonly of: string;
    readonly part?: string;
    readonly name: string;
    readonly all?: boolean;
  } & Wanted;
  const chosen = () =>
    selected(own.of, findings).filter((one) => own.all === true || isWanted(one, own));
  const linked = (one: FindingRecord, text: string) => linkHtml(hrefOf(one), powers(text));
  switch (node.tag) {
    case 'value':
      return selected(own.of, findings)
        .slice(0, 1)
        .map((one) => linked(one, findingText(one, own.part)));
    case 'count':
      return chosen().length === 0 ? 'none' : format.count(chosen().length);
    case 'names':
      return listed(
        chosen().map((one) => linked(one, `“${findings.designOf(one)?.title ?? one.id}”`)),
      );
    case 'range':
      return estimateRangeText(chosen());
    case 'fact':
      return named(facts, own.name, 'fact');
    case 'show':
      return named(parts, own.name, 'part');
    default:
      return rendered(node.children, rendering, node.tag === 'says' ? node : within);
  }
}

/** A link, in Markdown too. */
function linkHtml(href: string, inside: HtmlValue): Html {
  const { text } = markup`<a href="${href}">${inside}</a>`;
  return new Html(text, `[${markup`${inside}`.markdown}](${href})`);
}

/** "a, b and c" of parts. */
const listed = (all: readonly Html[]): HtmlValue =>
  all.map((one, at) => [at === 0 ? '' : at === all.length - 1 ? ' and ' : ', ', one]);

/** What a document names. @throws {Error} where there is none of that name */
function named<Value>(all: Readonly<Record<string, Value>>, name: string, what: string): Value {
  const found = all[name];
  if (found === undefined)
    throw new Error(
      `There is no ${what} "${name}" with these records; there are ${format.listing(Object.keys(all))}.`,
    );
  return found;
}
