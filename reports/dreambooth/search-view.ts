import {
  type Chart,
  column,
  figures,
  format,
  type Html,
  markup,
  numbers,
  sweepChart,
  table,
  type Table,
  tableHtml,
} from '@singlora/reporting';
import { estimate } from '@singlora/statistics';
import { edgeNote, moreTrials, rateText } from '../rate-texts.ts';
import type { DreamBoothRun } from './run.ts';
import { searchesOf, type RateSearch, type RateTrial } from './search.ts';
import type { Setting } from './setting.ts';

/** How the rates of a setting were found; undefined where none was searched for. */
export async function searchHtml(
  setting: Setting,
  trials: readonly DreamBoothRun[],
  id: string,
): Promise<Html | undefined> {
  const searches = searchesOf(setting, trials);
  if (searches.length === 0) return undefined;
  return markup`${await figures([searchChart(searches, id)])}
${tableHtml(searchTable(searches, setting))}`;
}

function searchChart(searches: readonly RateSearch[], id: string): Chart {
  const lines = searches.map(({ variant: { label, colour }, rates, chosen }) => {
    const points = rates.flatMap(({ rate, found }) => {
      if (!found) return [];
      const { mean, standardError = 0 } = estimate(found.values);
      return [{ x: rate, y: mean, low: mean - standardError, high: mean + standardError }];
    });
    return { label, colour, points, marked: points.filter(({ x }) => x === chosen) };
  });
  return {
    id: `${id}-search`,
    title: 'Subject fidelity of the trials against the learning rate',
    caption: 'Ringed: the rate that the results were trained with. Band: ± one standard error.',
    description: searches
      .map(({ variant, chosen }) => `${variant.label}: ${format.setting(chosen)} was chosen`)
      .join(', '),
    spec: sweepChart(lines, { x: 'Learning rate', y: 'Subject fidelity', format: '.2f' }),
  };
}

function searchTable(searches: readonly RateSearch[], { subjects }: Setting): Table {
  const tried = new Set(
    searches.flatMap(({ rates }) =>
      rates.flatMap(({ found }) => found?.bySubject.map(({ subject }) => subject) ?? []),
    ),
  );
  const counts = new Set(searches.map(({ rates }) => sum(rates)));
  const shared = [...tried].filter((subject) => subjects.includes(subject));
  const edge = searches.filter(isAtEdge).map(({ variant }) => variant.label);
  return table(
    `Mean subject fidelity of the trials on ${[...tried].length > 0 ? format.listing([...tried]) : 'no subject'}${shared.length === 0 ? ', of which no result is' : ''}.`,
    searches,
    [
      column('Method', ({ variant }) => ({ text: variant.label, colour: variant.colour })),
      numbers('Chosen rate', ({ chosen }) => format.setting(chosen)),
      column(['All rates tried', 'and their scores'], ({ rates }) =>
        rates.map(trialText).join(', '),
      ),
      numbers('Trials', ({ rates }) => format.count(sum(rates))),
    ],
    {
      notes: [
        counts.size > 1 && `The methods did not have the same number of trials. ${moreTrials}`,
        shared.length > 0 &&
          `Results are of ${format.listing(shared)}, too, on which rates were chosen: those are better than they would be on others.`,
        edgeNote(edge),
      ],
    },
  );
}

const sum = (rates: readonly RateTrial[]) => rates.reduce((total, { trials }) => total + trials, 0);

const isAtEdge = ({ rates, chosen }: RateSearch) =>
  rates.length > 1 && (rates[0]?.rate === chosen || rates.at(-1)?.rate === chosen);

const trialText = ({ rate, found, diverged }: RateTrial): string =>
  rateText(rate, found && format.fixed(estimate(found.values).mean, 3), diverged);
