import { colourAt, format, logLogChart, type Chart } from '@singlora/reporting';
import { median, type PowerLaw } from '@singlora/statistics';
import { axisTitles } from './scale-table.ts';
import { exponentText, type ScaleAxis, type ScalePoint } from './scale-law.ts';

/** Two charts for a dimension: time and memory against it. `id` makes theirs unique in the page. */
export function scaleCharts(one: ScaleAxis, id: string): Chart[] {
  const { axis, time, memory, points } = one;
  const name = axisTitles[axis].split(' ', 1).join('').toLowerCase();
  const steps = points.map(({ milliseconds }) => milliseconds.length);
  const bar = Math.max(...steps) > 1 ? ' Bar: its fastest to its slowest step.' : '';
  return [
    {
      id: `${id}-${axis}-time`,
      title: `Time of a step by ${name}`,
      caption: captionOf('Point: the median.', bar, time),
      description: describe(
        one,
        ({ milliseconds }) => `${format.significant(median(milliseconds))} ms`,
      ),
      spec: logLogChart(
        points.map((point) => ({
          x: point[axis],
          y: median(point.milliseconds),
          low: Math.min(...point.milliseconds),
          high: Math.max(...point.milliseconds),
        })),
        { x: axisTitles[axis], y: 'Time of a step (ms)', colour: colourAt(0), law: time },
      ),
    },
    {
      id: `${id}-${axis}-memory`,
      title: `Peak memory by ${name}`,
      caption: captionOf('Point: the whole process.', '', memory),
      description: describe(one, ({ peakRssBytes }) => format.bytes(peakRssBytes)),
      spec: logLogChart(
        points.map((point) => ({ x: point[axis], y: point.peakRssBytes / mebibyte })),
        {
          x: axisTitles[axis],
          y: 'Peak memory (MiB)',
          colour: colourAt(2),
          law: memory && { ...memory, factor: memory.factor / mebibyte },
        },
      ),
    },
  ];
}

const mebibyte = 2 ** 20;

const captionOf = (point: string, bar: string, law: PowerLaw | undefined) =>
  `${point}${bar}${law ? ` Dashed: ${exponentText(law)}.` : ''}`;

const describe = ({ axis, points }: ScaleAxis, text: (point: ScalePoint) => string) =>
  points.map((point) => `${axis} ${format.count(point[axis])}: ${text(point)}`).join(', ');
