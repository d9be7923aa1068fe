import { agreementChart, format, type AgreementPoint, type Chart } from '@singlora/reporting';
import { exponentText } from '../../report/words.ts';
import type { SweepCell } from '../record.ts';
import { startText, type Subject } from './subject.ts';

const names: Readonly<Record<string, string>> = {
  deltaF: 'Δf',
  delta1: 'δ₁',
  delta2: 'δ₂',
  delta3: 'δ₃',
  Qx: 'Qᵀx',
  A: 'A',
};

/** Finite widths bend every power law a little. */
const tolerance = 0.1;

/** Beyond this a slope says no more than that something explodes, and the rest of the chart would be flat. */
const limit = 2.5;

/** Every slope of a subject that was both measured and predicted, at the first and the last step. */
export function agreementOf({ id, title, config, runs }: Subject): Chart | undefined {
  const all = runs.flatMap(({ config: own, result }) =>
    result.cells.flatMap((cell) =>
      pointsOf(cell, `${startText(own)}, c = ${exponentText(cell.rateExponent)}`),
    ),
  );
  const points = all.filter(({ predicted }) => Math.abs(predicted) <= limit);
  if (points.length === 0) return undefined;
  const agreeing = points.filter(({ agrees }) => agrees).length;
  const beyond = all.length - points.length;
  const left =
    beyond > 0
      ? ` Not drawn: ${format.plural(beyond, 'slope')} predicted beyond ±${format.setting(limit)}.`
      : '';
  return {
    id: `${id}-agreement`,
    title,
    caption: `Slopes of Δf, its parts, Qᵀx and A at steps 1 and ${format.count(config.steps)}: ${format.count(agreeing)} of ${format.count(points.length)} intervals reach within ±${tolerance} of the prediction (circles), the others do not (crosses). A late step may be small because the target is reached, or because Adam’s moments cancel, and not because of the width.${left}`,
    description: `${format.count(agreeing)} of ${format.count(points.length)} slopes agree with their predictions`,
    spec: agreementChart(points, {
      x: 'Predicted slope',
      y: 'Measured slope',
      format: '.2~f',
      tolerance,
    }),
  };
}

function pointsOf({ quantities }: SweepCell, label: string): AgreementPoint[] {
  return Object.entries(names).flatMap(([key, name]) => {
    const steps = quantities[key] ?? [];
    return [...new Set([steps[0], steps.at(-1)])].flatMap((fit) => {
      if (!fit || fit.predicted === null || fit.slope === undefined) return [];
      const { step, slope: measured, low = measured, high = measured, predicted } = fit;
      const agrees = predicted >= low - tolerance && predicted <= high + tolerance;
      return [{ label: `${label}: ${name}, step ${step}`, predicted, measured, low, high, agrees }];
    });
  });
}
