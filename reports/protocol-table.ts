import { column, format, table, type Table } from '@singlora/reporting';

/** One setting, here and in the paper; `same` is undefined where they cannot be compared. */
export interface ProtocolRow {
  readonly title: string;
  readonly here: string;
  readonly stated: string;
  readonly same?: boolean | undefined;
  /** why it differs, where it does */
  readonly why?: string | undefined;
}

/** How runs were trained beside what the paper says, the differences marked. `of` says what of the paper. */
export function protocolTable(of: string, rows: readonly ProtocolRow[], remark = ''): Table {
  const differing = rows.filter(({ same }) => same === false).length;
  return table(
    `Training here and in the paper (${of}): ${format.plural(differing, 'difference')}, marked.${remark}`,
    rows,
    [
      column('Setting', ({ title }) => title),
      column('Here', ({ here }) => here),
      column('The paper', ({ stated }) => stated),
      column('', ({ same, why }) =>
        same === undefined ? undefined : same ? 'same' : why ? `differs: ${why}` : 'differs',
      ),
    ],
    { kind: ({ same }) => same === false && 'marked' },
  );
}

/** One text where all variants agree, otherwise each after its label. */
export function perVariant<Variant extends { readonly label: string }>(
  variants: readonly Variant[],
  text: (variant: Variant) => string,
): string {
  const texts = new Set(variants.map(text));
  if (texts.size <= 1) return [...texts][0] ?? format.absent;
  return variants.map((variant) => `${variant.label}: ${text(variant)}`).join('; ');
}
