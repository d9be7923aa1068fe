/** The link to one of the paper's tables or figures, from its name there: "table 1" → "paper.html#table-1". */
export const partHref = (source: string): string => `paper.html#${partId(source)}`;

/** "table 1" → "table-1". */
export const partId = (source: string): string => source.replace(' ', '-');
