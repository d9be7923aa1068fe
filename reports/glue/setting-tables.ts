import { peakCell } from '../peak-memory.ts';
import {
  collapsed,
  type Found,
  type GlueJudged,
  type GlueSetting,
  glueStandIns,
  type GlueVariant,
  hasLearned,
  leavesOut,
  metricInfo,
  type ScoredRun,
  scoreText,
  shortModel,
  intervalText,
  comparisonName,
  type JudgedComparison,
  pText,
  type Scope,
  type Verdict,
} from '@singlora/comparison';
import {
  type Cell,
  type CellValue,
  column,
  type Column,
  format,
  methodColour,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import { estimate, mean } from '@singlora/statistics';
import {
  glueNumber,
  glueScore,
  scoreOf,
  splitTitle,
  taskTitle,
  type GlueSizes,
  type GlueTraining,
} from '@singlora/records';
import { ofVariants, rateCell, type VariantRow } from '../variant-cells.ts';

/** The maximum number of seeds that a cell lists. */
const seedsNamed = 30;

/** A metric on a split: one column of the result. */
type Scored = ReturnType<typeof scoredOf>[number];

/** Every metric of the task on every split that was scored, the headline first. */
function scoredOf({ runs }: GlueSetting) {
  const [first] = runs;
  return (first?.splits ?? []).flatMap((split) =>
    (first?.metrics ?? []).map((metric) => ({ split, metric })),
  );
}

/** The result of a setting: one row per variant, and one for always giving the most frequent answer. */
export function resultTable(setting: GlueSetting): Table {
  const { task, model, variants, baseline } = setting;
  const badges = glueStandIns(setting).map(({ badge }) => badge.toLowerCase());
  const remark = badges.length > 0 ? ` (${badges.join(', ')})` : '';
  const methods = variants.map(({ method }) => method);
  const scored = scoredOf(setting);
  const several = new Set(scored.map(({ split }) => split)).size > 1;
  const [first] = setting.runs;
  const rows: readonly VariantRow<GlueVariant>[] = [
    ...variants.map((variant) => ({ variant })),
    ...(baseline === undefined ? [] : [{}]),
  ];
  return table(
    `${taskTitle(task)}, ${shortModel(model)}${remark}, scored on ${rowsText(setting)}.`,
    rows,
    [
      column('Method', ({ variant }) =>
        variant
          ? { text: variant.label, colour: methodColour(variant.method, methods) }
          : 'Always the most frequent answer',
      ),
      ...scored.map((one) =>
        stacked(
          numbers<VariantRow<GlueVariant>>(
            [
              `${metricInfo(one.metric).title} ↑`,
              several ? `${splitTitle(one.split)}, ± s.e.` : '± s.e.',
            ],
            ({ variant }) => (variant ? scoreCell(variant, one) : baselineText(first, one)),
          ),
        ),
      ),
      ...ofVariants<GlueVariant>([
        stacked(numbers('Seeds', (variant) => seedsCell(variant, setting))),
        stacked(numbers(['Rate', 'how found'], rateOf)),
        numbers(['Adapter', 'parameters'], (variant) => countText(variant, 'adapterParameters')),
        numbers(['Trainable', 'with the head'], (one) => countText(one, 'trainableParameters')),
        numbers(['Training', 'per run'], (variant) => {
          const seconds = valuesOf(variant, 'trainSeconds');
          return format.duration(seconds.length > 0 ? mean(seconds) : undefined);
        }),
        stacked(numbers(['Memory', 'peak'], ({ runs }) => peakCell(runs))),
      ]),
    ],
    {
      kind: ({ variant }) => !variant && 'reference',
      notes: [
        errorNote(setting),
        setting.all !== undefined &&
          `The ${format.count(variants.length)} of ${format.count(setting.all)} variants with the most seeds are shown; “npx nx run reports:build --all” shows every one. All of them are compared and judged.`,
        divergedNote(setting),
        floorNote(setting),
      ],
    },
  );
}

/** A note on methods that do no better than always giving the most frequent answer. */
function floorNote(setting: GlueSetting): string | undefined {
  const { variants, baseline } = setting;
  if (baseline === undefined) return undefined;
  const low = variants.filter((variant) =>
    variant.runs.length > 1
      ? !hasLearned(variant, setting)
      : !(variant.score.mean - 2 * variant.standardError > baseline),
  );
  return low.length > 0
    ? `Not clearly above always giving the most frequent answer: ${format.listing(low.map(({ label }) => label))}.`
    : undefined;
}

/** "9,815 dev matched rows and 9,832 dev mismatched rows". */
function rowsText({ runs }: GlueSetting): string {
  const [first] = runs;
  return format.listing(
    (first?.splits ?? []).map(
      (split) =>
        `${format.count(first?.record.summary[glueScore.rows(split)])} ${splitTitle(split)} rows`,
    ),
  );
}

const valuesOf = ({ runs }: GlueVariant, name: keyof GlueSizes | keyof GlueTraining) =>
  runs.flatMap(({ record }) => glueNumber(record.summary, name) ?? []).filter(Number.isFinite);

const countText = (variant: GlueVariant, name: keyof GlueSizes) =>
  format.count(valuesOf(variant, name)[0]);

function seedsCell(variant: GlueVariant, setting: GlueSetting): Cell {
  const { runs, diverged } = variant;
  const low = collapsed(variant, setting);
  const lost = [
    diverged.length > 0 ? `; ${seedsText(diverged)} diverged` : '',
    low > diverged.length ? `; ${format.count(low)} at the floor` : '',
  ].join('');
  return {
    text: format.count(runs.length),
    detail: `(${seedsText(runs.map(({ seed }) => seed))}${lost})`,
  };
}

/** A note on how runs that diverged count; undefined where none did. */
export function divergedNote({ variants }: Pick<GlueSetting, 'variants'>): string | undefined {
  const lost = variants.filter(({ diverged }) => diverged.length > 0);
  if (lost.length === 0) return undefined;
  const each = lost.map(
    ({ label, diverged, runs }) =>
      `${label} (${format.count(diverged.length)} of ${format.plural(runs.length, 'seed')})`,
  );
  return `Training diverged: ${format.listing(each)}. Such a run counts as always giving the most frequent answer, in every mean and difference.`;
}

function scoreCell({ runs }: GlueVariant, { split, metric }: Scored): CellValue {
  const values = runs.flatMap(({ record }) => scoreOf(record.summary, split, metric) ?? []);
  if (values.length === 0) return undefined;
  const { mean: value, standardError } = estimate(values);
  const own = runs[0]?.record.summary[glueScore.standardError(split, metric)];
  return {
    text: scoreText(metricInfo(metric), value),
    detail: `± ${format.points(standardError ?? own)}`,
  };
}

/** The seeds, or the first of them. */
function seedsText(seeds: readonly number[]): string {
  const more = seeds.length - seedsNamed;
  return more <= 1
    ? seeds.join(', ')
    : `${seeds.slice(0, seedsNamed).join(', ')} and ${format.count(more)} more`;
}

export const rateOf = ({ config: { learningRate, lrRatio, search } }: GlueVariant): Cell =>
  rateCell(learningRate, lrRatio, search);

const baselineText = (run: ScoredRun | undefined, { split, metric }: Scored) =>
  scoreText(metricInfo(metric), run?.record.summary[glueScore.baseline(split, metric)]);

function errorNote({ variants, metric }: GlueSetting): string {
  const single = variants.filter(({ runs }) => runs.length === 1).map(({ label }) => label);
  const several = single.length < variants.length;
  const parts = [
    several ? '± is the standard error of the mean over seeds.' : '',
    single.length > 0
      ? `${several ? `For ${format.listing(single)}, with one seed,` : 'With one seed,'} ± is what the choice of scored rows brings; how much the seed matters is not known.`
      : '',
    'Scores are those of the last step.',
    metric.share ? '' : 'Correlations are times 100.',
  ];
  return parts.filter(Boolean).join(' ');
}

/** The differences between methods; undefined without pairs. */
export function differenceTable(judged: readonly GlueJudged[]): Table | undefined {
  const [first] = judged;
  if (!first) return undefined;
  const { setting } = first;
  return comparisonsTable(
    `Differences in ${setting.metric.noun} on ${splitTitle(setting.split)}, in points, on the same seeds and rows.`,
    judged,
    [
      ...new Set(judged.flatMap(({ scope }) => scopeNotes[scope]?.(setting) ?? [])),
      groupsNote(judged),
    ],
  );
}

/** A table of comparisons, each with its interval, its verdict and its p-value. */
export const comparisonsTable = (
  caption: string,
  all: readonly JudgedComparison[],
  notes: readonly (string | false)[] = [],
): Table =>
  table(
    caption,
    all,
    [
      column('Comparison', comparisonName),
      ...differenceColumns<JudgedComparison>(
        'Difference',
        (one) => one,
        ({ verdict }) => verdict,
      ),
      numbers('p', (one) => (one.pValue === undefined ? undefined : pText(one))),
      numbers('Seeds', ({ pairs }) => format.count(pairs.length)),
    ],
    { notes: [...notes, leavesOut] },
  );

/** The columns of a difference, with its interval, and of its verdict. */
export const differenceColumns = <Row>(
  title: string,
  foundOf: (row: Row) => Found | undefined,
  verdictOf: (row: Row) => Verdict | undefined,
): Column<Row>[] => [
  stacked(
    numbers<Row>([title, '95% interval'], (row) => {
      const found = foundOf(row);
      return found && { text: found.words.signed(found.difference), detail: intervalText(found) };
    }),
  ),
  stacked(
    column<Row>('Verdict', (row) => {
      const verdict = verdictOf(row);
      return verdict && { text: verdict.word, detail: verdict.detail };
    }),
  ),
];

/** A note on whether rows that share a text count as one draw. */
export const groupsNote = (all: readonly Pick<Found, 'scope' | 'areGrouped'>[]): string | false => {
  const ofRows = all.filter(({ scope }) => scope.endsWith('rows'));
  if (ofRows.length === 0) return false;
  return ofRows.some(({ areGrouped }) => areGrouped)
    ? 'Scored rows that share a text (phrases of a sentence, pairs with one premise or paragraph) count as one draw.'
    : 'Scored rows count as independent draws: either none shares a text, or which do is not recorded.';
};

/** Notes on what ± and the interval of a difference cover, and on the test. */
const scopeNotes: Readonly<Partial<Record<Scope, (setting: GlueSetting) => string>>> = {
  'seeds and rows': () =>
    'Errors, intervals and p-values cover both another choice of seeds and of scored rows (Student’s t over seeds, with the variance that the choice of the rows brings, which both methods share).',
  seeds: () =>
    'Errors, intervals and p-values are Student’s t over seeds: they cover chance in training, not the choice of scored rows, since predictions row by row are not recorded for all of these runs.',
  rows: ({ metric }) =>
    `With one seed, errors and intervals are the paired bootstrap over scored rows${metric.byRow ? ' and p-values McNemar’s (mid-p)' : ''}: they say nothing of another seed.`,
  nothing: () =>
    'With one seed and no predictions row by row, ± takes the two scores as independent samples of scored rows, which is wider than it need be.',
};
