import { parse, View } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import type { ChartLayer } from './theme.ts';
import { column, numbers, table, type Table } from './table.ts';

/** A line of a tooltip. */
interface Told {
  readonly field: string;
  readonly title: string;
  /** A d3 format of numbers. */
  readonly format?: string;
}

type Row = Readonly<Record<string, unknown>>;

/** What a chart's tooltips tell, as a table for each kind of mark that has them: a line a mark. */
export function numbersOf(spec: TopLevelSpec, caption: string): Table[] {
  const layers = 'layer' in spec ? spec.layer : [];
  return layers.flatMap((layer) => {
    const told = toldBy(layer);
    const rows = rowsOf(layer.data) ?? rowsOf(spec.data) ?? [];
    if (told.length === 0 || rows.length === 0) return [];
    const columns = told.map(({ field, title, format }) => {
      const cell = (row: Row) => textOf(row[field], format);
      return format === undefined ? column(title, cell) : numbers<Row>(title, cell);
    });
    return [table(caption, rows, columns)];
  });
}

/** The lines of a layer's tooltips; none where it has none of its own. */
function toldBy({ encoding = {} }: ChartLayer): readonly Told[] {
  const { tooltip } = encoding as { tooltip?: unknown };
  return Array.isArray(tooltip) ? (tooltip as Told[]) : [];
}

const rowsOf = (data: unknown) =>
  (data as { readonly values?: readonly Row[] } | undefined)?.values;

/** Vega's own, so that tables and tooltips write numbers alike. */
const locale = new View(parse({}), { renderer: 'none' }).locale();

function textOf(value: unknown, format: string | undefined): string | undefined {
  if (typeof value === 'number') return format ? locale.format(format)(value) : String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
