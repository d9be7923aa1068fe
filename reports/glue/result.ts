import { format, type Cell, type Column, type Row, type Table } from '@singlora/reporting';
import { estimate, mean } from '@singlora/statistics';
import { methodColour } from '../methods.ts';
import { shortModel } from '../short-model.ts';
import { differenceCells } from './difference-cells.ts';
import { correctionText, type Judged } from './judged.ts';
import { metricInfo, scoreText } from './metric.ts';
import { configNumber, scoreOf } from './run.ts';
import type { Setting, Variant } from './setting.ts';
import { standInsOf } from './stand-in.ts';
import { splitTitle, taskTitle } from '@singlora/records';

/** Seeds that a cell names. */
const seedsNamed = 30;

/** A metric on a split: a column of the result. */
interface Scored {
  readonly split: string;
  readonly metric: string;
}

/** Every metric of the task on every split that was scored, the headline first. */
function scoredOf({ runs }: Setting): Scored[] {
  const [first] = runs;
  return (first?.splits ?? []).flatMap((split) =>
    (first?.metrics ?? []).map((metric) => ({ split, metric })),
  );
}

/** The result of a setting: one row per variant, and the yardstick of the most frequent answer. */
export function resultTable(setting: Setting): Table {
  const { task, model, variants, baseline, allDiverged } = setting;
  const badges = standInsOf(setting).map(({ badge }) => badge.toLowerCase());
  const remark = badges.length > 0 ? ` (${badges.join(', ')})` : '';
  const methods = variants.map(({ method }) => method);
  const scored = scoredOf(setting);
  const several = new Set(scored.map(({ split }) => split)).size > 1;
  return {
    caption: `${taskTitle(task)}, ${shortModel(model)}${remark}, scored on ${rowsText(setting)}.`,
    columns: [
      { key: 'method', title: 'Method' },
      ...scored.map((one): Column => ({
        ...{ key: keyOf(one), title: `${metricInfo(one.metric).title} ↑`, align: 'right' },
        detail: several ? `${splitTitle(one.split)}, ± s.e.` : '± s.e.',
        stacked: true,
      })),
      { key: 'seeds', title: 'Seeds', align: 'right', stacked: true },
      { key: 'rate', title: 'Rate', detail: 'how found', align: 'right', stacked: true },
      { key: 'adapter', title: 'Adapter', detail: 'parameters', align: 'right' },
      { key: 'trainable', title: 'Trainable', detail: 'with the head', align: 'right' },
      { key: 'time', title: 'Training', detail: 'per run', align: 'right' },
      { key: 'memory', title: 'Memory', detail: 'peak', align: 'right' },
    ],
    rows: [
      ...variants.map((variant) =>
        variantRow(variant, scored, methodColour(variant.method, methods)),
      ),
      ...(baseline === undefined ? [] : [baselineRow(setting, scored)]),
    ],
    notes: [
      errorNote(setting),
      ...(setting.all === undefined
        ? []
        : [
            `The ${format.count(variants.length)} of ${format.count(setting.all)} variants with the most seeds are shown; “npx nx run reports:build --all” shows every one. All of them are compared and judged.`,
          ]),
      ...(allDiverged.length > 0
        ? [
            `Training diverged with every seed: ${format.listing(allDiverged.map(({ label }) => label))}.`,
          ]
        : []),
    ],
  };
}

const keyOf = ({ split, metric }: Scored) => `${split}/${metric}`;

/** "9,815 dev matched rows and 9,832 dev mismatched rows". */
function rowsText({ runs }: Setting): string {
  const [first] = runs;
  return format.listing(
    (first?.splits ?? []).map(
      (split) =>
        `${format.count(first?.record.summary[`${split}/rows`])} ${splitTitle(split)} rows`,
    ),
  );
}

function variantRow(variant: Variant, scored: readonly Scored[], colour: string): Row {
  const { label, runs, diverged } = variant;
  const values = (key: string) =>
    runs.flatMap(({ record }) => record.summary[key] ?? []).filter(Number.isFinite);
  const [seconds, peaks] = [values('trainSeconds'), values('peakRssBytes')];
  const lost = diverged.length > 0 ? `, ${format.count(diverged.length)} diverged` : '';
  return {
    cells: {
      method: { text: label, colour },
      ...Object.fromEntries(scored.map((one) => [keyOf(one), scoreCell(variant, one)])),
      seeds: {
        text: format.count(runs.length),
        detail: `(${seedsText(runs.map(({ seed }) => seed))}${lost})`,
      },
      rate: rateCell(variant),
      adapter: format.count(values('adapterParameters')[0]),
      trainable: format.count(values('trainableParameters')[0]),
      time: seconds.length > 0 ? format.duration(mean(seconds)) : format.absent,
      memory:
        peaks.length > 0
          ? format.bytes(peaks.reduce((most, next) => Math.max(most, next)))
          : format.absent,
    },
  };
}

function scoreCell({ runs }: Variant, { split, metric }: Scored): Cell {
  const values = runs.flatMap(({ record }) => scoreOf(record, split, metric) ?? []);
  if (values.length === 0) return { text: format.absent };
  const { mean: value, standardError } = estimate(values);
  const own = runs[0]?.record.summary[`${split}/${metric}/standardError`];
  return {
    text: scoreText(metricInfo(metric), value),
    detail: `± ${format.points(standardError ?? own)}`,
  };
}

/** The first of them, where they are many. */
function seedsText(seeds: readonly number[]): string {
  const more = seeds.length - seedsNamed;
  return more <= 1
    ? seeds.join(', ')
    : `${seeds.slice(0, seedsNamed).join(', ')} and ${format.count(more)} more`;
}

/** The learning rate, B's beside it where the method has two, and how it was found. */
export function rateCell({ config }: Variant): Cell {
  const [rate, ratio] = ['learningRate', 'lrRatio'].map((key) => configNumber(config, key));
  const { rates } = { ...(config['search'] as { rates?: readonly unknown[] } | null) };
  const second = ratio === undefined ? '' : ` (B: ${format.setting(ratio)}×)`;
  return {
    text: `${format.setting(rate)}${second}`,
    detail: rates ? `best of ${format.count(rates.length)}` : 'given',
  };
}

function baselineRow({ runs }: Setting, scored: readonly Scored[]): Row {
  const [first] = runs;
  const cells = scored.map((one) => {
    const value = first && scoreOf(first.record, one.split, `${one.metric}/baseline`);
    return [keyOf(one), scoreText(metricInfo(one.metric), value)] as const;
  });
  return {
    kind: 'reference',
    cells: { method: 'Always the most frequent answer', ...Object.fromEntries(cells) },
  };
}

function errorNote({ variants, metric }: Setting): string {
  const single = variants.filter(({ runs }) => runs.length === 1).map(({ label }) => label);
  const several = single.length < variants.length;
  const parts = [
    several ? '± is the standard error of the mean over seeds.' : '',
    single.length > 0
      ? `${several ? `For ${format.listing(single)}, with one seed,` : 'With one seed,'} ± is what the choice of dev rows brings; how much the seed matters is not known.`
      : '',
    'Scores are those of the last step.',
    metric.share ? '' : 'Correlations are times 100.',
  ];
  return parts.filter(Boolean).join(' ');
}

/** The differences between methods; undefined where nothing can be paired. */
export function differenceTable(judged: readonly Judged[]): Table | undefined {
  const [first] = judged;
  if (!first) return undefined;
  const { setting } = first;
  return {
    caption: `Differences in ${setting.metric.noun} on ${splitTitle(setting.split)}, in points, on the same seeds and rows.`,
    columns: [
      { key: 'name', title: 'Difference' },
      { key: 'mean', title: 'Mean', detail: '± s.e.', align: 'right' },
      { key: 'interval', title: '95% interval', align: 'right' },
      { key: 'pairs', title: 'By seed', align: 'right' },
      { key: 'finding', title: 'Finding' },
    ],
    rows: judged.map((one): Row => ({
      cells: {
        ...differenceCells(one),
        pairs: one.pairs.map((pair) => format.signedPoints(pair.difference)).join(', '),
      },
    })),
    notes: [
      ...new Set(judged.map((one) => scopeNotes[one.scope](setting))),
      ...(first.family > 1 ? [`Findings are${correctionText(first.family)} on this page.`] : []),
    ],
  };
}

/** What ± and the interval of a difference cover, and by which test. */
const scopeNotes: Readonly<Record<Judged['scope'], (setting: Setting) => string>> = {
  'seeds and rows': () =>
    'Errors, intervals and p-values cover both another choice of seeds and of dev rows (Student’s t over seeds, the bootstrap over rows that both methods share).',
  seeds: () =>
    'Errors, intervals and p-values are Student’s t over seeds: they cover chance in training, not the choice of dev rows, since predictions row by row are not recorded for all of these runs.',
  rows: ({ metric }) =>
    `With one seed, errors and intervals are the paired bootstrap over dev rows${metric.byRow ? ' and p-values McNemar’s (mid-p)' : ''}: they say nothing of another seed.`,
  nothing: () =>
    'With one seed and no predictions row by row, ± takes the two scores as independent samples of dev rows, which is wider than it need be.',
};
