import { format, mean, type Cell, type Row, type Table } from '@singlora/reporting';
import { methodColour } from '../methods.ts';
import { paper } from '../paper.ts';
import { shortModel } from '../short-model.ts';
import { comparisonsOf, findingText, intervalText, nameOf } from './comparison.ts';
import type { Setting, Variant } from './setting.ts';
import { standInsOf } from './stand-in.ts';

/** The result of a setting: one row per variant, and the yardstick of the most frequent class. */
export function resultTable(setting: Setting): Table {
  const { task, model, variants, majority, evalRows } = setting;
  const title = paper.tasks[task]?.title ?? task;
  const badges = standInsOf(setting).map(({ badge }) => badge.toLowerCase());
  const remark = badges.length > 0 ? ` (${badges.join(', ')})` : '';
  const methods = variants.map(({ method }) => method);
  return {
    caption: `${title}, ${shortModel(model)}${remark}: accuracy on ${format.plural(evalRows, 'dev row')}.`,
    columns: [
      { key: 'method', title: 'Method' },
      { key: 'accuracy', title: 'Accuracy ↑', detail: '± s.e.', align: 'right' },
      { key: 'range', title: 'Range', detail: 'over seeds', align: 'right' },
      { key: 'seeds', title: 'Seeds', align: 'right' },
      { key: 'adapter', title: 'Adapter', detail: 'parameters', align: 'right' },
      { key: 'trainable', title: 'Trainable', detail: 'with the head', align: 'right' },
      { key: 'rows', title: 'Rows', detail: 'train / dev', align: 'right' },
      { key: 'time', title: 'Training', detail: 'per run', align: 'right' },
      { key: 'memory', title: 'Memory', detail: 'peak', align: 'right' },
    ],
    rows: [
      ...variants.map((variant) =>
        variantRow(variant, setting, methodColour(variant.method, methods)),
      ),
      ...(majority === undefined ? [] : [majorityRow(majority, evalRows)]),
    ],
    notes: [errorNote(setting)],
  };
}

function variantRow(variant: Variant, { trainRows, evalRows }: Setting, colour: string): Row {
  const { label, accuracy, standardError, runs } = variant;
  const values = (key: string) =>
    runs.flatMap(({ record }) => record.summary[key] ?? []).filter(Number.isFinite);
  const first = (key: string) => values(key)[0];
  const [seconds, peaks] = [values('trainSeconds'), values('peakRssBytes')];
  return {
    cells: {
      method: { text: label, colour },
      accuracy: {
        text: format.percent(accuracy.mean),
        detail: `± ${format.points(standardError)}`,
      },
      ...(accuracy.n > 1
        ? { range: `${format.points(accuracy.min)} – ${format.points(accuracy.max)}` }
        : {}),
      seeds: {
        text: format.count(runs.length),
        detail: `(${runs.map(({ seed }) => seed).join(', ')})`,
      },
      adapter: format.count(first('adapterParameters')),
      trainable: format.count(first('trainableParameters')),
      rows: rowsCell(format.count(trainRows), evalRows),
      ...(seconds.length > 0 ? { time: format.duration(mean(seconds)) } : {}),
      ...(peaks.length > 0 ? { memory: format.bytes(Math.max(...peaks)) } : {}),
    },
  };
}

const majorityRow = (majority: number, evalRows: number): Row => ({
  kind: 'reference',
  cells: {
    method: 'Most frequent class',
    accuracy: format.percent(majority),
    rows: rowsCell(format.absent, evalRows),
  },
});

const rowsCell = (train: string, evalRows: number): Cell => ({
  text: `${train} / ${format.count(evalRows)}`,
});

function errorNote({ variants, evalRows }: Setting): string {
  const single = variants.filter(({ runs }) => runs.length === 1).map(({ label }) => label);
  const several = single.length < variants.length;
  const parts = [
    several ? '± is the standard error of the mean over seeds.' : '',
    single.length > 0
      ? `${several ? `For ${format.listing(single)}, with one seed,` : 'With one seed,'} ± is the binomial standard error over the ${format.count(evalRows)} dev rows; how much the seed matters is not known.`
      : '',
  ];
  return `${parts.filter(Boolean).join(' ')} Accuracy is that of the last step.`;
}

/** The differences to the baseline, seed by seed; undefined where nothing can be paired. */
export function differenceTable(setting: Setting): Table | undefined {
  const comparisons = comparisonsOf(setting);
  if (comparisons.length === 0) return undefined;
  return {
    caption: 'Differences in accuracy, in percentage points, paired by seed.',
    columns: [
      { key: 'name', title: 'Difference' },
      { key: 'mean', title: 'Mean', detail: '± s.e.', align: 'right' },
      { key: 'interval', title: '95% interval', align: 'right' },
      { key: 'pairs', title: 'By seed', align: 'right' },
      { key: 'finding', title: 'Finding' },
    ],
    rows: comparisons.map((comparison): Row => {
      const { difference, standardError, pairs } = comparison;
      const interval = intervalText(difference);
      return {
        cells: {
          name: nameOf(comparison),
          mean: {
            text: format.signedPoints(difference.mean),
            detail: `± ${format.points(standardError)}`,
          },
          ...(interval ? { interval } : {}),
          pairs: pairs.map((pair) => format.signedPoints(pair.difference)).join(', '),
          finding: findingText(comparison),
        },
      };
    }),
    notes: [
      comparisons.some(({ pairs }) => pairs.length > 1)
        ? 'The interval is Student’s t over seeds: it covers chance in training, not the choice of dev rows, which both methods share.'
        : 'With one seed, ± takes the two accuracies as independent samples of dev rows, which is wider than it need be: both methods saw the same rows.',
    ],
  };
}
