import { mechanismExperiment } from '@singlora/comparison';
import { discover } from '../discover.ts';
import type { Ablation } from './ablation.ts';

const found = discover<Ablation>(
  import.meta.dirname,
  '.ablation.ts',
  (name) => import(`./${name}.ablation.ts`),
  ({ order }) => order,
);

/** Every ablation, one a file of this folder: NAME.ablation.ts shows the experiment NAME. */
export const ablations: readonly Ablation[] = (await found).map((one) => one.found);

/** Whether an experiment varies one thing, or tells by several what one does; its runs are no results of the suite. */
export const isAblation = (experiment: string): boolean =>
  experiment === mechanismExperiment || ablations.some(({ name }) => name === experiment);
