import { colourAt, format, powerLawChart, type Chart } from '@singlora/reporting';
import { median, type PowerLaw } from '@singlora/statistics';
import { axisTitles } from './scale-table.ts';
import { exponentText, type ScaleAxis, type ScalePoint } from './scale-law.ts';

const mebibyte = 2 ** 20;

/** Two charts for a dimension: time and memory against it. `id` makes theirs unique in the page. */
export function scaleCharts({ axis, time, memory, points }: ScaleAxis, id: string): Chart[] {
  const name = axisTitles[axis].split(' ', 1).join('').toLowerCase();
  const steps = points.map(({ milliseconds }) => milliseconds.length);
  const sizes = points.map((point) => point[axis]);
  /** A line and its shade of a law, from the least size to the most. */
  const fitOf = (law: PowerLaw | undefined, unit = 1) =>
    law && {
      ...{ interval: [law.exponent, law.exponent] as const, ...law, factor: law.factor / unit },
      ...{ from: Math.min(...sizes), to: Math.max(...sizes) },
    };
  const describe = (text: (point: ScalePoint) => string) =>
    points.map((point) => `${axis} ${format.count(point[axis])}: ${text(point)}`).join(', ');
  const titles = { x: axisTitles[axis], series: 'Of' };
  return [
    {
      id: `${id}-${axis}-time`,
      title: `Time of a step by ${name}`,
      caption: `Point: the median.${Math.max(...steps) > 1 ? ' Bar: its fastest to its slowest step.' : ''}${lawText(time)}`,
      description: describe(({ milliseconds }) => `${format.significant(median(milliseconds))} ms`),
      spec: powerLawChart(
        [
          {
            ...{ label: 'time', colour: colourAt(0), beyond: [], fit: fitOf(time) },
            points: points.map((point) => ({
              x: point[axis],
              y: median(point.milliseconds),
              low: Math.min(...point.milliseconds),
              high: Math.max(...point.milliseconds),
            })),
          },
        ],
        { ...titles, y: 'Time of a step (ms)' },
      ),
    },
    {
      id: `${id}-${axis}-memory`,
      title: `Peak memory by ${name}`,
      caption: `Point: the whole process.${lawText(memory)}`,
      description: describe(({ peakRssBytes }) => format.bytes(peakRssBytes)),
      spec: powerLawChart(
        [
          {
            ...{ label: 'memory', colour: colourAt(2), beyond: [], fit: fitOf(memory, mebibyte) },
            points: points.map((point) => ({ x: point[axis], y: point.peakRssBytes / mebibyte })),
          },
        ],
        { ...titles, y: 'Peak memory (MiB)' },
      ),
    },
  ];
}

const lawText = (law: PowerLaw | undefined) =>
  law ? ` Line${law.interval ? ' and shade' : ''}: ${exponentText(law)}.` : '';
