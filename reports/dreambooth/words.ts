import {
  fewestPoints,
  pictureMargin as margin,
  type Clusters,
  type Pairing,
} from '@singlora/comparison';
import { fewestSeeds, headlineMethod, paper } from '@singlora/records';
import { format, methodTitle } from '@singlora/reporting';

/** How far the paper’s own numbers are apart, beside the margin. */
function printedText(): string {
  const dinoOf = (isOwn: boolean) =>
    paper.dreambooth.rows
      .filter(({ method }) => (method === headlineMethod) === isOwn)
      .map(({ dino }) => dino);
  const most = Math.max(...dinoOf(true));
  const gains = dinoOf(false).map((dino) => most - dino);
  const [least, largest] = [Math.min(...gains), Math.max(...gains)];
  return `In ${paper.dreambooth.source} ${methodTitle(headlineMethod)}’s DINO is ${format.fixed(least, 3)} to ${format.fixed(largest, 3)} above the others’, ${largest < margin ? 'less than the margin' : 'as much as the margin or more'}, on a scale of its own: “not” and “no less” say nothing of differences as small.`;
}

/** The rule of verdicts, in words. */
export const ruleText = `A higher rate or more steps bring more fidelity to the subject and more drift of its class. So adapters are compared at equal drift. Each is drawn at the same ${fewestPoints} or more rates and numbers of steps; of each subject (means over its seeds) its front is the most fidelity for a drift, straight between points; the difference is the mean over the drifts that both fronts reach, with a 95% interval over subjects. Where a plan searches rates on other subjects, each adapter is at its best one instead, and drift stands beside. “More” holds where the whole interval is above zero, and not where it is below zero or within ±${margin} of it; else undecided. “No less” holds where the whole interval is above −${margin}, and not where else it is below zero. The margin was set before any result. ${printedText()} The comparison at equal drift was planned after the first results. Nothing is decided by fewer than ${fewestSeeds} subjects, by other rates or steps on one side, by runs that are missing, by smoke runs, by records that contradict themselves, or by an adapter that is above the model without one at no rate. “About as many parameters” pairs each method’s adapter that is nearest to the other’s, up to a factor of 1.5.`;

/** What two compared methods have in common, in words. */
export const pairings: Readonly<Record<Pairing, string>> = {
  rank: 'at equal rank',
  parameters: 'at about equal parameters',
  floor: 'against no adapter',
};

/** Notes below a table on what ± and intervals over these parts cover. */
export const overNotes: Readonly<Record<Clusters['over'], string>> = {
  subjects:
    '± is the standard error of the mean over subjects (of each the mean over its seeds), and intervals are Student’s t over subjects.',
  seeds:
    'There is one subject, so nothing is known of others: ± is the standard error over its seeds, and intervals are Student’s t over seeds.',
  nothing: 'There is one subject with one seed: no error can be given.',
};
