import { pictureMargin as margin, type Clusters, type Pairing } from '@singlora/comparison';

/** The rule of verdicts, in words. */
export const ruleText = `Each difference is paired by subject and seed, with a 95% interval over subjects. “More” holds where the whole interval is above zero, and not where it is below zero or within ±${margin} of it; else undecided. “No less” holds where the whole interval is above −${margin}, and not where else it is below zero. The margin and these rules were set before any result. One subject leaves every claim undecided, and so do smoke runs, and an adapter that is not above the model without one by more than its interval. “About as many parameters” pairs each method’s adapter that is nearest to the other’s, up to a factor of 1.5.`;

/** What two that are compared have in common. */
export const pairings: Readonly<Record<Pairing, string>> = {
  rank: 'at equal rank',
  parameters: 'at about equal parameters',
  floor: 'against no adapter',
};

/** What ± and intervals over such values cover, as a note below a table. */
export const overNotes: Readonly<Record<Clusters['over'], string>> = {
  subjects:
    '± is the standard error of the mean over subjects (of each the mean over its seeds), and intervals are Student’s t over subjects.',
  seeds:
    'There is one subject, so nothing is known of others: ± is the standard error over its seeds, and intervals are Student’s t over seeds.',
  nothing: 'There is one subject with one seed: no error can be given.',
};
