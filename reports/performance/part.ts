import { markup, tableHtml, type Html, type Table } from '@singlora/reporting';

/** A table of a section. */
export interface TablePart {
  readonly heading?: string | undefined;
  readonly table: Table;
}

export const partHtml = ({ heading, table }: TablePart): Html =>
  markup`${heading !== undefined && markup`<h4>${heading}</h4>\n`}${tableHtml(table)}`;
