import type { Clusters, Pairing } from '@singlora/comparison';
import { headlineMethod, paper } from '@singlora/records';
import { format } from '@singlora/reporting';

/** How far the headline method’s printed DINO is above those of the others, from the least to the most: "0.003 to 0.008". */
export function printedGains(): string {
  const dinoOf = (isOwn: boolean) =>
    paper.dreambooth.rows
      .filter(({ method }) => (method === headlineMethod) === isOwn)
      .map(({ dino }) => dino);
  const most = Math.max(...dinoOf(true));
  const gains = dinoOf(false).map((dino) => most - dino);
  return `${format.fixed(Math.min(...gains), 3)} to ${format.fixed(Math.max(...gains), 3)}`;
}

/** What two compared methods have in common, in words. */
export const pairings: Readonly<Record<Pairing, string>> = {
  rank: 'at equal rank',
  parameters: 'at about equal parameters',
  floor: 'against no adapter',
};

/** Notes below a table on what ± and intervals cover where they are not over subjects. */
export const overNotes: Readonly<Partial<Record<Clusters['over'], string>>> = {
  seeds:
    'There is one subject, so nothing is known of others: ± is the standard error over its seeds, and intervals are Student’s t over seeds.',
  nothing: 'There is one subject with one seed: no error can be given.',
};
