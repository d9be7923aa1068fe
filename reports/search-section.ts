import type { RateSearch, RateTrial, Side, TrialScore } from '@singlora/comparison';
import {
  column,
  figures,
  format,
  markup,
  numbers,
  sweepChart,
  table,
  tableHtml,
  type Column,
  type Html,
} from '@singlora/reporting';

/** How a suite shows its searches. */
interface SearchView<One extends Side> {
  readonly id: string;
  readonly chart: string;
  readonly axis: string;
  readonly format: string;
  /** The factor of scores on the axis. */
  readonly times?: number;
  readonly colourOf: (side: One) => string;
  readonly text: (score: TrialScore) => string;
  readonly table: string;
  readonly columns?: readonly Column<RateSearch<One>>[];
  readonly notes: readonly (string | false)[];
}

/** The search for a setting's learning rates; undefined where none was searched. */
export function searchHtml<One extends Side>(
  searches: readonly RateSearch<One>[],
  view: SearchView<One>,
): Html | undefined {
  if (searches.length === 0) return undefined;
  const edge = searches.filter(({ atEdge }) => atEdge).map(({ side }) => side.label);
  const { columns = [], notes, text } = view;
  const tried = table(
    view.table,
    searches,
    [
      column('Method', ({ side }) => ({ text: side.label, colour: view.colourOf(side) })),
      numbers('Chosen rate', ({ chosen }) => format.setting(chosen)),
      ...columns,
      column(['All rates tried', 'and their scores'], ({ rates }) =>
        rates.map((trial) => trialText(trial, text)).join(', '),
      ),
      numbers('Trials', ({ trials }) => format.count(trials)),
    ],
    {
      notes: [
        ...notes,
        edge.length > 0 &&
          `The chosen rate of ${format.listing(edge)} is the lowest or the highest that was tried: beyond it there may be a better one.`,
      ],
    },
  );
  return markup`${figures([searchChart(searches, view)])}
${tableHtml(tried)}`;
}

/** Whether the methods had different numbers of trials. */
export const isUneven = (searches: readonly RateSearch[]): boolean =>
  new Set(searches.map(({ trials }) => trials)).size > 1;

/** The effect of more trials for one method than for another. */
export const moreTrials = 'More trials find a better rate by chance alone.';

/** "1e-3: 0.571 (1 diverged)"; without a score where all of the rate's trials diverged. */
function trialText({ rate, score, diverged }: RateTrial, text: (score: TrialScore) => string) {
  const some = score && diverged > 0 ? ` (${format.count(diverged)} diverged)` : '';
  return `${format.setting(rate)}: ${score ? text(score) : 'diverged'}${some}`;
}

function searchChart<One extends Side>(
  searches: readonly RateSearch<One>[],
  { id, chart, axis, format: digits, times = 1, colourOf }: SearchView<One>,
) {
  const lines = searches.map(({ side, rates, chosen }) => {
    const points = rates.flatMap(({ rate, score }) => {
      if (!score) return [];
      const [y, error] = [times * score.mean, times * (score.standardError ?? 0)];
      return [{ x: rate, y, low: y - error, high: y + error }];
    });
    const marked = points.filter(({ x }) => x === chosen);
    return { label: side.label, colour: colourOf(side), points, marked };
  });
  return {
    id: `${id}-search`,
    title: chart,
    caption: 'Ringed: the rate that the results were trained with. Band: ± one standard error.',
    description: searches
      .map(({ side, chosen }) => `${side.label}: ${format.setting(chosen)} was chosen`)
      .join(', '),
    spec: sweepChart(lines, { x: 'Learning rate', y: axis, format: digits }),
  };
}
