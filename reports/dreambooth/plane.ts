import {
  clustered,
  type DreamBoothSetting,
  type DreamBoothVariant,
  promptScore,
} from '@singlora/comparison';
import { dreamBoothNumber, dreamBoothScores, type DreamBoothScoreName } from '@singlora/records';
import { type Chart, format, planeChart } from '@singlora/reporting';
import { colourOf } from './colours.ts';
import { ceilingOf } from './score-cells.ts';

/** Fidelity against drift of the class and against following the prompt, one point per variant. */
export const planeFigures = (setting: DreamBoothSetting, id: string): (Chart | undefined)[] =>
  (['prior', promptScore(setting)] as const).map(
    (score) => score && planeFigure(setting, score, `${id}-plane-${score}`),
  );

/** Undefined where either was not scored. */
function planeFigure(
  setting: DreamBoothSetting,
  beside: DreamBoothScoreName,
  id: string,
): Chart | undefined {
  const { title, better } = dreamBoothScores[beside];
  const points = setting.variants.flatMap((variant) => {
    const [x, y] = [estimateOf(variant, 'fidelity'), estimateOf(variant, beside)];
    return x && y ? [{ label: variant.label, colour: colourOf(variant), x, y }] : [];
  });
  if (points.length < 2) return undefined;
  const levels = (['fidelity', beside] as const).flatMap((score, index) => {
    const at = ceilingOf(setting, score);
    const axis = index === 0 ? ('x' as const) : ('y' as const);
    return at === undefined ? [] : [{ axis, at, label: 'real pictures' }];
  });
  return {
    id,
    title: `${title} against subject fidelity`,
    caption: `${better === 'less' ? 'Down' : 'Up'} and to the right is better. Bars: 95% intervals both ways, where there are several subjects or seeds. They hold the differences between subjects, too, which the paired differences leave out.`,
    description: points
      .map(({ label, x, y }) => `${label} ${format.fixed(x.mean, 3)}, ${format.fixed(y.mean, 3)}`)
      .join('; '),
    spec: planeChart(points, {
      x: dreamBoothScores.fidelity.title,
      y: title,
      format: '.3~f',
      levels,
    }),
  };
}

const estimateOf = (variant: DreamBoothVariant, score: DreamBoothScoreName) =>
  clustered(variant, dreamBoothNumber.mean(score))?.estimate;
