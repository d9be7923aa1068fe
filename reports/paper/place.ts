/** The link to a table or figure of the paper, by its name there: "table 1" → "paper.html#table-1". */
export const partHref = (source: string): string => `paper.html#${partId(source)}`;

/** "table 1" → "table-1". */
export const partId = (source: string): string => source.replace(' ', '-');
