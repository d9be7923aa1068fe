import type { Node } from '@markdoc/markdoc';
import { markup, type HtmlValue, type Section } from '@singlora/reporting';
import { checkDocument } from './check.ts';
import type { Document } from './parse.ts';
import { rendered, type Rendering } from './render.ts';

/** A page's text: what stands before its first heading, and its sections. */
export interface Text {
  readonly lede: readonly HtmlValue[];
  readonly sections: readonly Section[];
}

/** The text as it was written, for the records that it was written about. @throws {DocumentError} where the findings do not say so */
export function authored(document: Document, rendering: Rendering): Text {
  checkDocument(document, rendering);
  return arranged(document, (nodes) => rendered(nodes, rendering));
}

/** Its headings and parts alone, for other records; a section without a part is left out. */
export function generic(document: Document, parts: Rendering['parts']): Text {
  return arranged(document, (nodes) => {
    const shown = nodes.flatMap((node) => {
      const part = node.tag === 'show' && parts[String(node.attributes['name'])];
      return part ? [part] : [];
    });
    return shown.length > 0 ? shown : undefined;
  });
}

function arranged({ root }: Document, body: (nodes: readonly Node[]) => HtmlValue): Text {
  const [lede = [], ...sections] = pieces(root.children);
  const before = body(lede);
  return {
    lede: before === undefined ? [] : [before],
    sections: sections.flatMap(([heading, ...nodes]) => {
      const own = heading && body(nodes);
      return own === undefined || heading === undefined ? [] : [sectionOf(heading, markup`${own}`)];
    }),
  };
}

/** Nodes cut before each heading of level 2. */
function pieces(nodes: readonly Node[]): Node[][] {
  const all: Node[][] = [[]];
  for (const node of nodes) {
    if (node.type === 'heading' && node.attributes['level'] === 2) all.push([]);
    all.at(-1)?.push(node);
  }
  return all;
}

function sectionOf({ attributes, ...heading }: Node, body: Section['body']): Section {
  const { id, folded, short } = attributes as Partial<Pick<Section, 'id' | 'folded' | 'short'>>;
  const title = plainText(heading.children).trim();
  return {
    id: id ?? title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    title,
    ...(short !== undefined && { short }),
    ...(folded !== undefined && { folded }),
    body,
  };
}

const plainText = (nodes: readonly Node[]): string =>
  nodes
    .map((node) =>
      node.type === 'text' ? String(node.attributes['content']) : plainText(node.children),
    )
    .join('');
