/** Where a table or figure of the paper stands, by its name in the paper: "table 1" → "paper.html#table-1". */
export const partHref = (source: string): string => `paper.html#${partId(source)}`;

/** "table 1" → "table-1". */
export const partId = (source: string): string => source.replace(' ', '-');
