import { format } from '@singlora/reporting';
import { median, powerLaw, type PowerLaw } from '@singlora/statistics';
import { axes, type Axis, type RecordOf } from '@singlora/records';

/** A size, and the steps at it in milliseconds. */
export type ScalePoint = ReturnType<typeof pointsOf>[number];

/** Every point, with its times of all rounds. */
export const pointsOf = ({ cases }: RecordOf<'scale'>) =>
  cases.flatMap(({ size, measured: [ours] }) => {
    const { milliseconds = [], peakRssBytes = NaN, gflop = NaN } = ours ?? {};
    return size ? [{ ...size, milliseconds: milliseconds.flat(), peakRssBytes, gflop }] : [];
  });

/** How one dimension's growth shows. Without two different sizes there is no law. */
export interface ScaleAxis {
  readonly axis: Axis;
  /** By size. */
  readonly points: readonly ScalePoint[];
  readonly time: PowerLaw | undefined;
  readonly memory: PowerLaw | undefined;
  readonly arithmetic: PowerLaw | undefined;
}

/** The dimensions that were varied, each with the power laws through its points. */
export function scaleAxesOf(record: RecordOf<'scale'>): ScaleAxis[] {
  const points = pointsOf(record);
  return axes.flatMap((axis) => {
    const own = points.filter((point) => point.axis === axis).sort((a, b) => a[axis] - b[axis]);
    if (own.length === 0) return [];
    const law = (measure: (point: ScalePoint) => number) =>
      powerLaw(own.map((point) => ({ x: point[axis], y: measure(point) })));
    return [
      {
        axis,
        points: own,
        time: law(({ milliseconds }) => median(milliseconds)),
        memory: law(({ peakRssBytes }) => peakRssBytes),
        arithmetic: law(({ gflop }) => gflop),
      },
    ];
  });
}

/** 10⁹ operations a second in the median step. */
export const speedOf = ({ gflop, milliseconds }: ScalePoint) =>
  (1000 * gflop) / median(milliseconds);

/** "0.98 to 1.05"; undefined where two points leave no error to judge by. */
export const exponentRange = (law: PowerLaw | undefined) =>
  law?.interval && `${format.fixed(law.interval[0])} to ${format.fixed(law.interval[1])}`;

/** "exponent 1.02 (95% interval 0.98 to 1.05)". */
export function exponentText(law: PowerLaw): string {
  const range = exponentRange(law);
  return `exponent ${format.fixed(law.exponent)}${range === undefined ? '' : ` (95% interval ${range})`}`;
}
