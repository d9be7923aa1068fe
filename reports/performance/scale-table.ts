import { format, type Cell, type Row, type Table } from '@singlora/reporting';
import { median, type PowerLaw } from '@singlora/statistics';
import type { Axis, ScaleRecord } from '@singlora/records';
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
  return {
    caption:
      'Exponents: 1 is in proportion, 2 is four times as much for twice the size, 0 is no growth.',
    columns: [
      { key: 'axis', title: 'What grows' },
      { key: 'range', title: 'From – to', align: 'right' },
      { key: 'points', title: 'Points', align: 'right' },
      { key: 'time', title: 'Time', detail: '95% interval', align: 'right' },
      { key: 'arithmetic', title: 'Arithmetic', detail: '95% interval', align: 'right' },
      { key: 'memory', title: 'Peak memory', detail: '95% interval', align: 'right' },
    ],
    rows: scaleAxes.map(({ axis, points, ...laws }): Row => {
      const sizes = points.map((point) => point[axis]);
      const ends = [Math.min(...sizes), Math.max(...sizes)].map((size) => format.count(size));
      return {
        cells: {
          axis: axisTitles[axis],
          range: ends.join(' – '),
          points: format.count(points.length),
          ...exponentCell('time', laws.time),
          ...exponentCell('arithmetic', laws.arithmetic),
          ...exponentCell('memory', laws.memory),
        },
      };
    }),
    notes: [
      'Least-squares slope of the logarithm of the median on the logarithm of the size. The interval is Student’s t over the points: it covers their scatter about the line, not that the law may bend. Fixed costs, such as the memory of the runtime itself, make an exponent smaller than that of the arithmetic.',
    ],
  };
}

function exponentCell(key: string, law: PowerLaw | undefined): Record<string, Cell> {
  if (!law) return {};
  const range = exponentRange(law);
  return {
    [key]: {
      text: format.fixed(law.exponent),
      ...(range === undefined ? {} : { detail: range }),
    },
  };
}

/** Every point, with how much of the machine's arithmetic it reached. */
export function pointTable(scaleAxes: readonly ScaleAxis[], { peakGflops }: ScaleRecord): Table {
  return {
    caption: `Arithmetic reached, beside the ${format.significant(peakGflops)} GFLOP/s of a large matrix product in the same run.`,
    columns: [
      { key: 'size', title: 'Size' },
      { key: 'share', title: 'Of the peak', align: 'right' },
      { key: 'speed', title: 'GFLOP/s', align: 'right' },
      { key: 'gflop', title: 'GFLOP', detail: 'a step', align: 'right' },
      { key: 'time', title: 'Time, ms', detail: 'median', align: 'right' },
      { key: 'range', title: 'Time, ms', detail: 'least – most', align: 'right' },
      { key: 'memory', title: 'Memory', detail: 'peak', align: 'right' },
    ],
    rows: scaleAxes.flatMap(({ axis, points }) =>
      points.map((point): Row => {
        const { milliseconds, gflop, peakRssBytes } = point;
        const ends = [Math.min(...milliseconds), Math.max(...milliseconds)];
        return {
          cells: {
            size: `${axisTitles[axis].split(' ', 1).join('')} ${format.count(point[axis])}`,
            share: format.percent(speedOf(point) / peakGflops, 0),
            speed: format.significant(speedOf(point)),
            gflop: format.significant(gflop),
            time: format.significant(median(milliseconds)),
            range: ends.map((end) => format.significant(end)).join(' – '),
            memory: format.bytes(peakRssBytes),
          },
        };
      }),
    ),
  };
}
