import {
  colourAt,
  format,
  logLinesChart,
  sharedDomain,
  type Chart,
  type LogLine,
} from '@singlora/reporting';
import { seedsPoint } from '../../report/points.ts';
import type { CoordinateStep, Modules } from '../record.ts';

/** More lines than there are distinguishable colours. */
const mostModules = 8;

/** One panel per step with one line per module: the change of its output. Empty where there are too many modules. */
export function panelsOf(modules: Modules, says: string, id: string): Chart[] {
  if (modules.length > mostModules) return [];
  const steps = [...new Set(modules.flatMap((module) => module.steps.map(({ step }) => step)))]
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  const panels = steps.map((step) => ({
    step,
    lines: modules.flatMap(({ name, steps: own }, index): LogLine[] => {
      const found = own.find((one) => one.step === step && one.quantity === 'change');
      const points = found?.points.flatMap(({ width, values }) => seedsPoint(width, values)) ?? [];
      if (points.length === 0) return [];
      const measured = { label: name, colour: colourAt(index), points };
      return [measured, ...expectedLine(measured, found)];
    }),
  }));
  const drawn = panels.filter(({ lines }) => lines.some(({ points }) => points.length > 0));
  const domain = sharedDomain(drawn.map(({ lines }) => lines));
  return drawn.map(({ step, lines }) => ({
    id: `${id}-${step}`,
    title: `After step ${format.count(step)}`,
    description: `${says}: ${modules.map(({ name, steps: own }) => `${name} ${slopeAt(own, step)}`).join(', ')}`,
    spec: logLinesChart(lines, { x: 'Width n', y: 'RMS of the change', line: 'Module', domain }),
  }));
}

/** The expected slope, drawn through the first point; undefined where it is a range. */
function expectedLine({ label, points, ...line }: LogLine, found: CoordinateStep | undefined) {
  const exponent = found?.expected?.exponent;
  const [first, last] = [points[0], points.at(-1)];
  if (typeof exponent !== 'number' || !first || !last) return [];
  const y = first.y * (last.x / first.x) ** exponent;
  const ends = [
    { x: first.x, y: first.y },
    { x: last.x, y },
  ];
  return [{ ...line, label: `${label}, expected`, points: ends, dashed: true, bare: true }];
}

/** Whether the slope of any change is drawn dashed. */
export const hasExpected = (modules: Modules) =>
  modules.some(({ steps }) =>
    steps.some(
      ({ quantity, expected }) => quantity === 'change' && typeof expected?.exponent === 'number',
    ),
  );

function slopeAt(steps: readonly CoordinateStep[], step: number): string {
  const found = steps.find((one) => one.step === step && one.quantity === 'change');
  return found?.slope === null || found === undefined
    ? 'no slope'
    : `slope ${format.fixed(found.slope)}`;
}
