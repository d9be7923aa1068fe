import { format, type Cell, type Column } from '@singlora/reporting';

/** A row of a result; without a variant, a reference for comparison. */
export interface VariantRow<Variant> {
  readonly variant?: Variant;
}

/** Columns that are empty in a row without a variant. */
export const ofVariants = <Variant>(
  columns: readonly Column<Variant>[],
): Column<VariantRow<Variant>>[] =>
  columns.map((own) => ({ ...own, cell: ({ variant }) => variant && own.cell(variant) }));

/** The search that found a rate. */
interface Searched {
  readonly rates: readonly number[];
  readonly wider?: boolean;
}

/** A learning rate, with that of B if the method has two, and how it was found. */
export function rateCell(
  rate: number | undefined,
  ratio: number | null | undefined,
  search: Searched | null | undefined,
): Cell {
  const second = ratio == null ? '' : ` (B: ${format.setting(ratio)}×)`;
  return {
    text: `${format.setting(rate)}${second}`,
    detail: search
      ? `best of ${format.count(search.rates.length)}${search.wider ? ' or more' : ''}`
      : 'given',
  };
}
