/** The best rates at each width: how many of them are an end of those tried. */
type Optimum = readonly { readonly atEdge: number }[];

/** The largest share of widths × seeds whose best rate is at an end of those tried that a verdict may rest on. */
export const mostAtEdge = 1 / 10;

/** How many best rates are an end of those tried, so that better ones may lie beyond. */
export const edgesOf = (optimum: Optimum): number =>
  optimum.reduce((sum, { atEdge }) => sum + atEdge, 0);

/** Whether so many best rates, of all widths × seeds, are an end of those tried that no verdict rests on them. */
export const isAtEdge = (optimum: Optimum, all: number): boolean =>
  edgesOf(optimum) > mostAtEdge * all;
