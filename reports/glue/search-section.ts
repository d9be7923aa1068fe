import {
  badges,
  type Cell,
  type Chart,
  column,
  figures,
  format,
  type Html,
  markup,
  methodColour,
  numbers,
  sweepChart,
  table,
  type Table,
  tableHtml,
} from '@singlora/reporting';
import { edgeNote, moreTrials, rateText } from '../rate-texts.ts';
import { axisTitle, scoreText, type MetricInfo } from './metric.ts';
import type { RateSearch, RateTrial } from './search.ts';
import type { Setting } from './setting.ts';

/** How the learning rates of a setting were found; empty where none was searched for. */
export async function searchHtml(
  setting: Setting,
  searches: readonly RateSearch[],
  id: string,
): Promise<Html | undefined> {
  if (searches.length === 0) return undefined;
  return markup`<h4>The search for a learning rate</h4>
${badges(warningsOf(searches).map((sentence) => ({ badge: 'Not a fair search', sentence })))}${await figures([searchChart(setting, searches, id)])}
${tableHtml(searchTable(setting, searches))}`;
}

/** What makes a search unfair to a method. */
function warningsOf(searches: readonly RateSearch[]): string[] {
  if (new Set(searches.map(({ trials }) => trials)).size <= 1) return [];
  const each = searches.map(({ variant, trials }) => `${variant.label} ${format.count(trials)}`);
  return [
    `The methods did not have the same number of trials: ${format.listing(each)}. ${moreTrials}`,
  ];
}

function searchTable({ metric }: Setting, searches: readonly RateSearch[]): Table {
  const [rows] = searches.flatMap(({ holdoutRows }) => holdoutRows ?? []);
  const [trained] = searches.flatMap(({ trainRows }) => trainRows ?? []);
  const seeds = Math.max(...searches.flatMap(({ rates }) => rates.map(({ trials }) => trials)));
  const edge = searches.filter(({ atEdge }) => atEdge).map(({ variant }) => variant.label);
  return table(
    `${metric.title} of the trials on ${format.count(rows)} rows held out of the training rows, which their training does not see; the dev rows had no say.`,
    searches,
    [
      column('Method', ({ variant }) => variant.label),
      numbers('Chosen rate', ({ chosen }) => format.setting(chosen)),
      numbers([`${metric.title} ↑`, '± s.e., held out'], (search) => chosenCell(metric, search)),
      column(['All rates tried', 'and their scores'], ({ rates }) =>
        rates.map((trial) => trialText(metric, trial)).join(', '),
      ),
      numbers('Trials', ({ trials }) => format.count(trials)),
    ],
    {
      notes: [
        seeds > 1
          ? '± is the standard error over the trials’ seeds.'
          : '± is what the choice of held-out rows brings; each rate was tried with one seed.',
        trained !== undefined && `A trial trained on ${format.count(trained)} rows.`,
        edgeNote(edge),
      ],
    },
  );
}

function chosenCell(metric: MetricInfo, { rates, chosen }: RateSearch): Cell | undefined {
  const best = rates.find(({ rate }) => rate === chosen);
  return (
    best?.score && {
      text: scoreText(metric, best.score.mean),
      detail: `± ${format.points(best.standardError)}`,
    }
  );
}

const trialText = (metric: MetricInfo, { rate, score, diverged }: RateTrial): string =>
  rateText(rate, score && scoreText(metric, score.mean), diverged);

function searchChart(
  { metric, variants }: Setting,
  searches: readonly RateSearch[],
  id: string,
): Chart {
  const methods = variants.map(({ method }) => method);
  const pointOf = ({ rate, score, standardError }: RateTrial) => {
    const [mean, error] = [100 * (score?.mean ?? NaN), 100 * standardError];
    return { x: rate, y: mean, low: mean - error, high: mean + error };
  };
  const lines = searches.map(({ variant, rates, chosen }) => ({
    label: variant.label,
    colour: methodColour(variant.method, methods),
    points: rates.filter(({ score }) => score).map(pointOf),
    marked: rates.filter(({ rate, score }) => rate === chosen && score).map(pointOf),
  }));
  return {
    id: `${id}-search`,
    title: `${metric.title} on held-out rows against the learning rate`,
    caption: 'Ringed: the rate that the results were trained with. Band: ± one standard error.',
    description: searches
      .map(({ variant, chosen }) => `${variant.label}: ${format.setting(chosen)} was chosen`)
      .join(', '),
    spec: sweepChart(lines, { x: 'Learning rate', y: axisTitle(metric), format: '.1f' }),
  };
}
