/** Characters by their width in Helvetica, in hundredths of the font size. */
const widths: readonly (readonly [characters: string, width: number])[] = [
  ["ijlI|'", 23],
  [' .,:;/!ft[]·', 28],
  ['r()-`"°*', 35],
  ['cksvxyzJ', 50],
  ['FTZ+=<>−×±≤≥~→', 60],
  ['ABEKPSVXY&CDHNRUwGOQ', 72],
  ['mMW%…', 90],
];
const widthOf = new Map(
  widths.flatMap(([characters, width]) => [...characters].map((one) => [one, width])),
);

/** The usual sans-serif fonts are at most so much wider than Helvetica. */
const widest = 1.16;
const bold = 1.08;

/**
 * The width of a text in pixels, at least about that of any usual font. Charts are laid out by it, on any
 * machine alike, and in the browser as in the page. Vega also passes numbers.
 */
export function textWidth(
  {
    fontSize = 11,
    fontWeight = 400,
    limit = 0,
  }: Partial<Record<'fontSize' | 'fontWeight' | 'limit', number>>,
  text: unknown,
): number {
  const parts = [...String(text)].map((one) => widthOf.get(one) ?? 56);
  const width =
    (parts.reduce((sum, part) => sum + part, 0) *
      widest *
      (fontWeight >= 600 ? bold : 1) *
      fontSize) /
    100;
  return limit > 0 ? Math.min(limit, width) : width;
}
