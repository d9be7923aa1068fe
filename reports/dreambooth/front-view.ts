import {
  clustered,
  type DreamBoothFront,
  type DreamBoothSetting,
  type DreamBoothVariant,
} from '@singlora/comparison';
import { dreamBoothNumber, dreamBoothScores, type DreamBoothScoreName } from '@singlora/records';
import {
  column,
  format,
  frontsChart,
  groupBy,
  numbers,
  stacked,
  table,
  type Chart,
  type ChartFront,
  type Table,
} from '@singlora/reporting';
import { frontOf } from '@singlora/statistics';
import { colourOf } from './colours.ts';

const { fidelity, prior } = dreamBoothScores;

/** Fidelity against drift of each adapter at every rate and number of steps, means over subjects and seeds. */
export function frontsFigure({ fronts, floor }: DreamBoothSetting, id: string): Chart | undefined {
  const drawn = [
    ...(floor ? [chartFront({ ...floor, points: [floor] })] : []),
    ...fronts.map(chartFront),
  ].filter(({ points }) => points.length > 0);
  if (drawn.length === 0) return undefined;
  return {
    id: `${id}-fronts`,
    title: 'Subject fidelity against drift of the class',
    caption:
      'Up and to the left is better. A point is one rate and number of steps, the mean over subjects; a line joins those of an adapter that none of its others beats in both.',
    description: drawn
      .map(({ label, front }) => {
        const [from, to] = [front[0], front.at(-1)];
        return `${label} from ${format.fixed(from?.y, 3)} at drift ${format.fixed(from?.x, 3)} to ${format.fixed(to?.y, 3)} at ${format.fixed(to?.x, 3)}`;
      })
      .join('; '),
    spec: frontsChart(drawn, { x: prior.title, y: fidelity.title, format: '.2f' }),
  };
}

function chartFront(side: Pick<DreamBoothFront, 'label' | 'method' | 'points'>): ChartFront {
  const points = side.points.flatMap((point) => {
    const [x, y] = [meanOf(point, 'prior'), meanOf(point, 'fidelity')];
    return x === undefined || y === undefined ? [] : [{ x, y, made: madeText(point) }];
  });
  const front = frontOf(points.map((point) => ({ ...point, cost: point.x, gain: point.y })));
  return { label: side.label, colour: colourOf(side), points, front };
}

/** "rate 1e-3, 300 steps". */
const madeText = ({ config: { training } }: DreamBoothVariant): string =>
  training
    ? `rate ${format.setting(training.learningRate)}, ${format.count(training.steps)} steps`
    : 'before training';

const meanOf = (variant: DreamBoothVariant, score: DreamBoothScoreName) =>
  clustered(variant, dreamBoothNumber.mean(score))?.estimate.mean;

/** Fidelity and drift at every rate and number of steps. */
export function gridTable({ fronts }: DreamBoothSetting): Table {
  const rates = [
    ...new Set(
      fronts.flatMap(({ points }) =>
        points.flatMap(({ config }) => config.training?.learningRate ?? []),
      ),
    ),
  ].sort((a, b) => a - b);
  const rows = fronts.flatMap(({ label, method, points }) =>
    groupBy(points, ({ config }) => config.training?.steps)
      .map((own) => ({ label, method, own, steps: own[0]?.config.training?.steps ?? NaN }))
      .sort((a, b) => a.steps - b.steps),
  );
  type Row = (typeof rows)[number];
  return table('Subject fidelity, and drift of the class below it, means over subjects.', rows, [
    column<Row>('Method', (row) => ({ text: row.label, colour: colourOf(row) })),
    numbers<Row>('Steps', ({ steps }) => format.count(steps)),
    ...rates.map((rate) =>
      stacked(
        numbers<Row>(`Rate ${format.setting(rate)}`, ({ own }) => {
          const point = own.find(({ config }) => config.training?.learningRate === rate);
          return (
            point && {
              text: format.fixed(meanOf(point, 'fidelity'), 3),
              detail: format.fixed(meanOf(point, 'prior'), 3),
            }
          );
        }),
      ),
    ),
  ]);
}

/** The rate and number of steps that represent adapters where only one pair can be shown: "rate 1e-3, 300 steps". */
export const leadingMade = ({ fronts }: DreamBoothSetting): string =>
  format.listing([...new Set(fronts.map(({ leading }) => madeText(leading)))]);
