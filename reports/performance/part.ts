import {
  figures,
  markup,
  sourceOf,
  tableHtml,
  type Chart,
  type Html,
  type Table,
} from '@singlora/reporting';

/** A table of a section, and what stands around it. */
export interface Part {
  readonly heading?: string | undefined;
  readonly says?: string;
  readonly table: Table;
  readonly charts?: readonly (Chart | undefined)[];
  /** Whether the table is there to be copied, too. */
  readonly isSourced?: boolean;
  /** Folded away. */
  readonly more?: { readonly summary: string; readonly table: Table };
}

export async function partHtml(part: Part): Promise<Html> {
  const { heading, says, table, charts = [], isSourced = false, more } = part;
  return markup`${heading !== undefined && markup`<h4>${heading}</h4>\n`}${says !== undefined && markup`<p>${says}</p>\n`}${tableHtml(table)}
${await figures(charts)}
${isSourced && sourceOf(table)}${more && markup`<details>\n<summary>${more.summary}</summary>\n${tableHtml(more.table)}</details>`}`;
}
