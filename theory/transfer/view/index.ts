import {
  colourAt,
  column,
  format,
  logLinesChart,
  markup,
  numbers,
  sharedDomain,
  stacked,
  table,
  type CellValue,
  type Chart,
  type LogLine,
  type Table,
} from '@singlora/reporting';
import { exponentText, mean } from '@singlora/statistics';
import { headed } from '../../report/parts.ts';
import { seedsPoint, widthLines } from '../../report/points.ts';
import type { CheckView } from '../../report/view.ts';
import { rangeText, slopeText, spanText } from '../../report/words.ts';
import { record, type AtRate } from '../record.ts';
import { claims } from './claims.ts';
import { encoderParts } from './encoder.ts';
import { reaches, subjectsOf, type TransferRun, type TransferSubject } from './subject.ts';

const view: CheckView<TransferRun> = {
  record,
  shows: ({ preset }) => preset !== 'encoder',
  place: 3,
  short: 'Transfer',
  title: 'Transfer: the best rate against the width',
  intro: markup`<p>Each method trains at many rates and growing widths. Where the best rate lies at each width says how it follows the width, and what a rate tuned on a small model costs a large one. “Rate ∝” in a method’s name: the learning rate of its factor is scaled by the width, an option of the adapter, so that one rate should serve every width.</p>
`,
  claims,
  lead: (runs) => [subjectsOf(runs).flatMap(optimumChart)],
  body(runs) {
    const subjects = subjectsOf(runs);
    const curves = subjects.map((subject) =>
      headed(`${subject.title}: loss by rate`, [lossCharts(subject)]),
    );
    return [transferTable(subjects), ...curves];
  },
};

export default [view, { ...view, ...encoderParts }];

/** The best rate against the width, a line a method: the exponent is the line's slope. */
function optimumChart({ title, runs }: TransferSubject, index: number): Chart[] {
  const lines = runs.map(({ result }, place): LogLine => ({
    label: result.title,
    colour: colourAt(place),
    points: result.optimum.map(({ width, rate, low, high }) => ({ x: width, y: rate, low, high })),
  }));
  const [first] = runs;
  if (!first || lines.every(({ points }) => points.length === 0)) return [];
  return [
    {
      id: `transfer-${index}-optimum`,
      title: `${title}: the best rate`,
      caption: `Mean over seeds of each one’s best rate, with its 95% interval. A method whose line is flat keeps its rate at every width. ${spanText(first.config)}.`,
      description: runs
        .map(({ result }) => `${result.title}: slope ${slopeText(result.exponent)}`)
        .join(', '),
      spec: logLinesChart(lines, { x: 'Width n', y: 'Best learning rate', line: 'Method' }),
    },
  ];
}

/** Loss against rate, a line a width, with axes that the methods share. */
function lossCharts({ runs }: TransferSubject): Chart[] {
  const all = runs.map(linesOf);
  if (all.flat().every(({ points }) => points.length === 0)) return [];
  const axes = { x: 'Learning rate', y: 'Loss', line: 'Width', domain: sharedDomain(all) };
  return runs.map((run, index) => ({
    id: `transfer-${run.config.family}-${run.config.optimiser}-${index + 1}`,
    title: run.result.title,
    caption: `A line a width; ringed: its best rate. Slope of the best rate: ${slopeText(run.result.exponent)}.`,
    description: run.result.optimum
      .map(({ width, rate }) => `width ${width}: best rate ${format.significant(rate)}`)
      .join(', '),
    spec: logLinesChart(all[index] ?? [], axes),
  }));
}

/** Geometric means over seeds, with the least and the most. */
function linesOf({ result }: TransferRun): LogLine[] {
  const { widths, rates, losses, optimum, transferred } = result;
  const middle = (values: readonly number[]) => Math.exp(mean(values.map(Math.log)));
  const items = widths.map((width) => ({ width }));
  return widthLines(items, ({ width }, index) => {
    const best = optimum.find((one) => one.width === width);
    const own = transferred.find((one) => one.width === width)?.own.loss;
    return {
      points: rates.flatMap((rate, i) => seedsPoint(rate, losses[index]?.[i] ?? [], { middle })),
      marked: best && own ? [{ x: best.rate, y: own }] : [],
    };
  });
}

/** How the best rate grows, and what the first width's best rate costs at the last. */
function transferTable(subjects: readonly TransferSubject[]): Table {
  const rows = subjects.flatMap(({ title, runs }) =>
    runs.map(({ config, result }) => ({
      ...{ subject: title, config, result, last: result.transferred.at(-1) },
      ...{ slope: result.exponent, derived: result.predictedExponent },
    })),
  );
  return table(
    'The exponent of the best rate with its 95% interval, and the loss of the widest model at the rate that was best for the narrowest: kept as it is, and scaled by the derived exponent; as multiples of its loss at its own best rate.',
    rows,
    [
      column('Method', ({ result }) => result.title),
      stacked(
        column('Model and optimiser', ({ subject, config }) => ({
          text: subject,
          detail: spanText(config),
        })),
      ),
      stacked(
        numbers(
          'Exponent',
          ({ slope }) => slope && { text: format.fixed(slope.slope), detail: rangeText(slope) },
        ),
      ),
      numbers('Derived', ({ derived }) => (derived === null ? undefined : exponentText(derived))),
      numbers(['At an end', 'of the rates'], ({ config, result: { optimum } }) => {
        const edges = optimum.reduce((sum, { atEdge }) => sum + atEdge, 0);
        return `${format.count(edges)} of ${format.count(config.seeds.length * optimum.length)}`;
      }),
      numbers('Own loss', ({ last }) => format.significant(last?.own.loss ?? undefined)),
      stacked(numbers('Rate kept', ({ last }) => costCell(last?.kept))),
      stacked(numbers('Rate scaled', ({ last }) => costCell(last?.scaled))),
    ],
    {
      kind: ({ slope, derived }) =>
        slope !== null && derived !== null && !reaches(slope, derived) && 'marked',
      notes: [
        'Marked: the interval does not reach within ±0.1 of the derived exponent. At an end: of widths × seeds, how many best rates were an end of the rates tried, so that a better one may lie beyond.',
      ],
    },
  );
}

function costCell(at: AtRate | null | undefined): CellValue {
  if (!at) return undefined;
  if (!at.ratio) return 'diverges';
  const { value, low, high } = at.ratio;
  return { text: format.ratio(value), detail: `${format.ratio(low)} to ${format.ratio(high)}` };
}
