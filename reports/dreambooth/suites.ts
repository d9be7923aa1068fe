/** The experiments with DreamBooth runs: the paper's table, and the commands that make it at our and at the paper's scale. */
export const suites = [
  {
    name: 'dreambooth',
    title: 'DreamBooth',
    table: 'table 3',
    command: 'npx nx run experiments:dreambooth',
    atScale: 'npx nx run experiments:table-3',
  },
  {
    name: 'faces',
    title: 'Faces',
    table: 'table 4',
    command: 'npx nx run experiments:table-4 -- --data=FOLDER',
    atScale: 'npx nx run experiments:table-4 -- --data=FOLDER',
  },
] as const;

export type Suite = (typeof suites)[number];

export const isDreamBooth = (experiment: string): boolean =>
  suites.some(({ name }) => name === experiment);

export const suiteOf = (experiment: string): Suite =>
  suites.find(({ name }) => name === experiment) as Suite;
