/** The best rates at each width, with the number of those at an end of the rates tried. */
type Optimum = readonly { readonly atEdge: number }[];

/** The largest share of widths × seeds with a best rate at an end of the rates tried for which there is a verdict. */
export const mostAtEdge = 1 / 10;

/** How many best rates are at an end of those tried, so that better ones may lie beyond. */
export const edgesOf = (optimum: Optimum) => optimum.reduce((sum, { atEdge }) => sum + atEdge, 0);

/** Whether too many best rates, of all widths × seeds, are at an end of those tried for a verdict. */
export const isAtEdge = (optimum: Optimum, all: number) => edgesOf(optimum) > mostAtEdge * all;
