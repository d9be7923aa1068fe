import { column, format, numbers, table, type CellValue, type Table } from '@singlora/reporting';
import { median, type PowerLaw } from '@singlora/statistics';
import type { Axis } from '@singlora/records';
import { exponentRange, speedOf, type ScaleAxis } from './scale-law.ts';

/** With units. */
export const axisTitles: Readonly<Record<Axis, string>> = {
  width: 'Width',
  depth: 'Depth (layers)',
  length: 'Length (tokens)',
  batch: 'Batch (rows)',
  rank: 'Rank',
};

/** The exponents: to which power of a dimension time, memory and arithmetic grow. */
export function lawTable(scaleAxes: readonly ScaleAxis[]): Table {
  const interval = '95% interval';
  return table(
    'Exponents: 1 is in proportion, 2 is four times as much for twice the size, 0 is no growth.',
    scaleAxes,
    [
      column('What grows', ({ axis }) => axisTitles[axis]),
      numbers('From – to', ({ axis, points }) =>
        rangeOf(
          points.map((point) => point[axis]),
          format.count,
        ),
      ),
      numbers('Points', ({ points }) => format.count(points.length)),
      numbers(['Time', interval], ({ time }) => exponentCell(time)),
      numbers(['Arithmetic', interval], ({ arithmetic }) => exponentCell(arithmetic)),
      numbers(['Peak memory', interval], ({ memory }) => exponentCell(memory)),
    ],
    {
      notes: [
        'Least-squares slope of the logarithm of the median on the logarithm of the size. The interval is Student’s t over the points: it covers their scatter about the line, not that the law may bend. Fixed costs, such as the memory of the runtime itself, make an exponent smaller than that of the arithmetic.',
      ],
    },
  );
}

const rangeOf = (values: readonly number[], text: (value: number) => string) =>
  `${text(Math.min(...values))} – ${text(Math.max(...values))}`;

const exponentCell = (law: PowerLaw | undefined): CellValue =>
  law && { text: format.fixed(law.exponent), detail: exponentRange(law) };

/** Every point, with how much of the machine's arithmetic it reached. */
export function pointTable(scaleAxes: readonly ScaleAxis[], peakGflops: number): Table {
  return table(
    `Arithmetic reached, beside the ${format.significant(peakGflops)} GFLOP/s of a large matrix product in the same run.`,
    scaleAxes.flatMap(({ axis, points }) => points.map((point) => ({ axis, point }))),
    [
      column(
        'Size',
        ({ axis, point }) =>
          `${axisTitles[axis].split(' ', 1).join('')} ${format.count(point[axis])}`,
      ),
      numbers('Of the peak', ({ point }) => format.percent(speedOf(point) / peakGflops, 0)),
      numbers('GFLOP/s', ({ point }) => format.significant(speedOf(point))),
      numbers(['GFLOP', 'a step'], ({ point }) => format.significant(point.gflop)),
      numbers(['Time, ms', 'median'], ({ point }) =>
        format.significant(median(point.milliseconds)),
      ),
      numbers(['Time, ms', 'least – most'], ({ point }) =>
        rangeOf(point.milliseconds, format.significant),
      ),
      numbers(['Memory', 'peak'], ({ point }) => format.bytes(point.peakRssBytes)),
    ],
  );
}
