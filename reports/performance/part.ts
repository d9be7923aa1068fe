import { markup, tableHtml, type Html, type Table } from '@singlora/reporting';

/** A table of a section. */
export interface Part {
  readonly heading?: string | undefined;
  readonly table: Table;
}

export const partHtml = ({ heading, table }: Part): Html =>
  markup`${heading !== undefined && markup`<h4>${heading}</h4>\n`}${tableHtml(table)}`;
