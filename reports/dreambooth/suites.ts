/** Experiments whose runs are DreamBooth's, each with the paper's table that it is about. */
export const suites = [
  {
    name: 'dreambooth',
    title: 'DreamBooth',
    table: 'table 3',
    asks: 'Subjects are learned from a few pictures each, and drawn by prompts that place them elsewhere.',
  },
  {
    name: 'faces',
    title: 'Faces',
    table: 'table 4',
    asks: 'The same for faces, each learned from pictures of one person.',
  },
] as const;

export type Suite = (typeof suites)[number];

export const isDreamBooth = (experiment: string): boolean =>
  suites.some(({ name }) => name === experiment);

/** What pages call an experiment. */
export const suiteTitle = (experiment: string): string =>
  suites.find(({ name }) => name === experiment)?.title ?? experiment;
