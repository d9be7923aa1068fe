import {
  colourAt,
  column,
  format,
  methodTitle,
  numbers,
  powerLawChart,
  table,
  type Chart,
  type Table,
} from '@singlora/reporting';
import { axes, type Axis, type RecordOf } from '@singlora/records';
import { median, powerLaw, type PowerLaw } from '@singlora/statistics';
import type { Part } from './part.ts';

/** The titles of the axes, with units. */
const axisTitles: Readonly<Record<Axis, string>> = {
  width: 'Width',
  depth: 'Depth (layers)',
  length: 'Length (tokens)',
  batch: 'Batch (rows)',
  rank: 'Rank',
};
const axisName = (axis: Axis) => axisTitles[axis].split(' ', 1).join('');

/** A size, with the times of all rounds at it. */
type Point = ReturnType<typeof pointsOf>[number];

const pointsOf = ({ cases }: RecordOf<'scale'>) =>
  cases.flatMap(({ size, measured: [ours] }) => {
    const { milliseconds = [], peakRssBytes = NaN, gflop = NaN } = ours ?? {};
    return size ? [{ ...size, milliseconds: milliseconds.flat(), peakRssBytes, gflop }] : [];
  });

const timeOf = ({ milliseconds }: Point) => median(milliseconds);
/** 10⁹ operations per second in the median step. */
const speedOf = (point: Point) => (1000 * point.gflop) / timeOf(point);

type Growth = ReturnType<typeof growthsOf>[number];

/** The growth with each varied dimension, with its points by size. A law needs at least two sizes. */
function growthsOf(points: readonly Point[]) {
  return axes.flatMap((axis) => {
    const own = points.filter((point) => point.axis === axis).sort((a, b) => a[axis] - b[axis]);
    const law = (measure: (point: Point) => number) =>
      powerLaw(own.map((point) => ({ x: point[axis], y: measure(point) })));
    const sizes = own.map((point) => point[axis]);
    return own.length > 0 ? [{ axis, points: own, sizes, law }] : [];
  });
}

/** The part on the growth of time and memory with each size. */
export function scalePart(record: RecordOf<'scale'>, id: string): Part {
  const { model, method, threads, base } = record.setting;
  const peak = record.peakGflops?.float32 ?? NaN;
  const points = pointsOf(record);
  const growths = growthsOf(points);
  const start = axes.map((axis) => `${axis} ${format.count(base[axis])}`).join(', ');
  const shares = points.map((point) => speedOf(point) / peak);
  const ends = [Math.min(...shares), Math.max(...shares)].map((share) => format.percent(share, 0));
  return {
    heading: record.title,
    says: `${model}, ${methodTitle(method)}, ${format.plural(threads, 'thread')}; ours alone. One size grows at a time, the others stay at ${start}.`,
    table: lawTable(growths),
    charts: growths.flatMap((growth) => [time, memory].map((one) => chartOf(growth, one, id))),
    more: {
      summary: `Every point, with the arithmetic reached: ${[...new Set(ends)].join(' to ')} of the machine’s peak`,
      table: pointTable(growths, peak),
    },
  };
}

const gflopOf = ({ gflop }: Point) => gflop;
const memoryOf = ({ peakRssBytes }: Point) => peakRssBytes / 2 ** 20;

/** The exponents with which time, memory and arithmetic grow with a dimension. */
const lawTable = (growths: readonly Growth[]): Table =>
  table(
    'Exponents: 1 is in proportion, 2 is four times as much for twice the size, 0 is no growth.',
    growths,
    [
      column('What grows', ({ axis }) => axisTitles[axis]),
      numbers('From – to', ({ sizes }) => rangeOf(sizes, format.count)),
      numbers('Points', ({ points }) => format.count(points.length)),
      exponents('Time', timeOf),
      exponents('Arithmetic', gflopOf),
      exponents('Peak memory', memoryOf),
    ],
    {
      notes: [
        'Least-squares slope of the logarithm of the median on the logarithm of the size. The interval is Student’s t over the points: it covers their scatter about the line, not that the law may bend. Fixed costs, such as the memory of the runtime itself, make an exponent smaller than that of the arithmetic.',
      ],
    },
  );

const exponents = (title: string, measure: (point: Point) => number) =>
  numbers<Growth>([title, '95% interval'], ({ law: lawOf }) => {
    const law = lawOf(measure);
    return law && { text: format.fixed(law.exponent), detail: exponentRange(law) };
  });

const rangeOf = (values: readonly number[], text: (value: number) => string) =>
  `${text(Math.min(...values))} – ${text(Math.max(...values))}`;

/** "0.98 to 1.05"; undefined for two points, which leave no error. */
const exponentRange = ({ interval }: PowerLaw) =>
  interval?.map((end) => format.fixed(end)).join(' to ');

/** Every point, with its share of the machine's peak speed. */
function pointTable(growths: readonly Growth[], peakGflops: number): Table {
  return table(
    `Arithmetic reached, beside the ${format.significant(peakGflops)} GFLOP/s of a large matrix product in the same run.`,
    growths.flatMap(({ points }) => points),
    [
      column('Size', (point) => `${axisName(point.axis)} ${format.count(point[point.axis])}`),
      numbers('Of the peak', (point) => format.percent(speedOf(point) / peakGflops, 0)),
      numbers('GFLOP/s', (point) => format.significant(speedOf(point))),
      numbers(['GFLOP', 'a step'], ({ gflop }) => format.significant(gflop)),
      numbers(['Time, ms', 'median'], (point) => format.significant(timeOf(point))),
      numbers(['Time, ms', 'least – most'], (point) =>
        rangeOf(point.milliseconds, format.significant),
      ),
      numbers(['Memory', 'peak'], ({ peakRssBytes }) => format.bytes(peakRssBytes)),
    ],
  );
}

const time = {
  name: 'time',
  title: 'Time of a step',
  unit: 'ms',
  colour: colourAt(0),
  value: timeOf,
  caption: 'Point: the median. Bar: its fastest to its slowest step.',
  text: (point: Point) => `${format.significant(timeOf(point))} ms`,
  rangeOf: ({ milliseconds }: Point): object => ({
    low: Math.min(...milliseconds),
    high: Math.max(...milliseconds),
  }),
};
const memory: typeof time = {
  name: 'memory',
  title: 'Peak memory',
  unit: 'MiB',
  colour: colourAt(2),
  value: memoryOf,
  caption: 'Point: the whole process.',
  text: ({ peakRssBytes }) => format.bytes(peakRssBytes),
  rangeOf: () => ({}),
};

/** A chart of the measurements against a dimension. `id` makes the chart's id unique in the page. */
function chartOf(
  { axis, points, sizes, law: lawOf }: Growth,
  measure: typeof time,
  id: string,
): Chart {
  const { name, title, unit, colour, value, caption, text } = measure;
  const law = lawOf(value);
  const { exponent, interval = [exponent, exponent] as const } = law ?? { exponent: NaN };
  const fit = law && { ...law, interval, from: Math.min(...sizes), to: Math.max(...sizes) };
  const drawn = points.map((point) => ({
    x: point[axis],
    y: value(point),
    ...measure.rangeOf(point),
  }));
  return {
    id: `${id}-${axis}-${name}`,
    title: `${title} by ${axisName(axis).toLowerCase()}`,
    caption: caption + (law ? lawText(law) : ''),
    description: points
      .map((point) => `${axis} ${format.count(point[axis])}: ${text(point)}`)
      .join(', '),
    spec: powerLawChart([{ label: name, colour, beyond: [], fit, points: drawn }], {
      x: axisTitles[axis],
      y: `${title} (${unit})`,
      series: 'Of',
    }),
  };
}

/** " Line and shade: exponent 1.02 (95% interval 0.98 to 1.05)." */
function lawText(law: PowerLaw): string {
  const range = exponentRange(law);
  const interval = range === undefined ? '' : ` (95% interval ${range})`;
  return ` Line${law.interval ? ' and shade' : ''}: exponent ${format.fixed(law.exponent)}${interval}.`;
}
