import {
  atEqualDrift,
  clustered,
  frontPairs,
  intervalText,
  judgedByPlan,
  nameOf,
  pictureMargin,
  plannedPairs,
  promptScore,
  pText,
  sizeOver,
  verdictOf,
  type AtEqualDrift,
  type DreamBoothFront,
  type DreamBoothSetting,
  type DreamBoothVariant,
  type Judged,
  type PictureComparison,
  type SizeWords,
} from '@singlora/comparison';
import {
  dreamBoothNumber,
  dreamBoothProtocol,
  dreamBoothScores,
  headlineMethod,
  type DreamBoothScoreName,
} from '@singlora/records';
import {
  column,
  format,
  frontsChart,
  groupBy,
  numbers,
  stacked,
  table,
  type Cell,
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

/** The comparisons that decide, each as its plan judges it; without a plan, those of the headline method with all others like it. */
const comparisonsOf = (setting: DreamBoothSetting) => {
  const isHeadline = (method: string) => method === headlineMethod;
  const isOther = (method: string) => method !== headlineMethod;
  return (
    plannedPairs(setting) ??
    (['parameters', 'rank'] as const).flatMap((like) =>
      frontPairs(setting, like, isHeadline, isOther),
    )
  );
};

/** Differences at equal drift in fidelity, which decide, and in other scores beside them. */
export function equalDriftTable(setting: DreamBoothSetting): Table | undefined {
  const pairs = comparisonsOf(setting);
  if (pairs.length === 0) return undefined;
  const decided = judgedByPlan(setting, pairs, 'fidelity');
  const beside = (['diversity', promptScore(setting)] as const).flatMap((score) =>
    score && setting.scores.includes(score) ? [score] : [],
  );
  type Row = (typeof decided)[number];
  return table(
    'Differences at equal drift of the class, paired by subject.',
    decided,
    [
      stacked(
        column<Row>('Difference', (row) => ({
          text: nameOf(row),
          detail: `with ${format.percent(sizeOver(row.one, row.other), 0)} of the parameters`,
        })),
      ),
      stacked(numbers<Row>([fidelity.title, '95% interval'], ({ found }) => differenceCell(found))),
      numbers<Row>('p', ({ found }) => found && judgedText(found)),
      stacked(column<Row>('Verdict', verdictCell)),
      ...beside.map((score) =>
        stacked(
          numbers<Row>([dreamBoothScores[score].title, '95% interval'], ({ one, other }) =>
            differenceCell(atEqualDrift(setting, [one, other], score).found),
          ),
        ),
      ),
      numbers<Row>('Subjects', ({ found }) => format.count(found?.subjects)),
    ],
    {
      notes: [
        `Each is the mean over the drifts that both fronts reach, and intervals are Student’s t over subjects. The verdict is on ${fidelity.title.toLowerCase()}; the margin is ±${pictureMargin}.`,
        'Training that goes wrong lowers drift as well as fidelity, so that its points can begin a front; the table of every point has them.',
        decided.some(({ found }) => found?.family !== undefined) &&
          'The first comparison is the primary one of the plan, judged by its interval; the others are judged together, after Holm’s correction. Scores beside fidelity are not judged.',
      ],
    },
  );
}

const differenceCell = (found: AtEqualDrift['found']): Cell | undefined =>
  found && { text: format.signed(found.difference), detail: intervalText(found) };

const judgedText = ({
  pValue,
  corrected,
  family = 0,
}: PictureComparison<DreamBoothFront> & Partial<Pick<Judged, 'corrected' | 'family'>>) =>
  pText({ pValue, corrected, family });

const sizes: SizeWords = {
  margin: (size) => `±${size}`,
  halfWidth: (size) => `±${format.fixed(size, 3)}`,
};

function verdictCell({ found, reservation }: AtEqualDrift): Cell {
  const open = { difference: NaN, reservation: reservation ?? 'nothing was measured' };
  const { word, detail } = verdictOf(found ?? open, pictureMargin, sizes);
  return { text: word, detail };
}

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

/** The rate and number of steps at which adapters are shown where only one can be: "rate 1e-3, 300 steps". */
export const leadingMade = ({ fronts }: DreamBoothSetting): string =>
  format.listing([...new Set(fronts.map(({ leading }) => madeText(leading)))]);

/** Which point of each front stands for it in tables of one point each. */
export const leadingText = (setting: DreamBoothSetting): string =>
  `Below, each adapter is shown at ${leadingMade(setting)}, the nearest to the paper’s ${format.setting(dreamBoothProtocol.learningRate)} and ${format.count(dreamBoothProtocol.steps)}. No verdict rests on it.`;
