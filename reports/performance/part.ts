import { figures, markup, tableHtml, type Chart, type Html, type Table } from '@singlora/reporting';

/** A table of a section, with the content around it. */
export interface Part {
  readonly heading?: string | undefined;
  readonly says?: string;
  readonly table: Table;
  readonly charts?: readonly (Chart | undefined)[];
  /** A collapsed table. */
  readonly more?: { readonly summary: string; readonly table: Table };
}

export function partHtml(part: Part): Html {
  const { heading, says, table, charts = [], more } = part;
  return markup`${heading !== undefined && markup`<h4>${heading}</h4>\n`}${says !== undefined && markup`<p>${says}</p>\n`}${tableHtml(table)}
${figures(charts)}
${more && markup`<details>\n<summary>${more.summary}</summary>\n${tableHtml(more.table)}</details>`}`;
}
