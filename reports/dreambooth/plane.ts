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

/** Fidelity against following the prompt, a point a method; undefined where either was not scored. */
export function planeFigure(setting: DreamBoothSetting, id: string): Chart | undefined {
  const prompt = promptScore(setting);
  if (!prompt) return undefined;
  const points = setting.variants.flatMap((variant) => {
    const [x, y] = [estimateOf(variant, 'fidelity'), estimateOf(variant, prompt)];
    return x && y ? [{ label: variant.label, colour: colourOf(variant), x, y }] : [];
  });
  if (points.length < 2) return undefined;
  const floor = setting.floor && estimateOf(setting.floor, 'fidelity');
  const ceilings = (['fidelity', prompt] as const).flatMap((score, index) => {
    const at = ceilingOf(setting, score);
    const axis = index === 0 ? ('x' as const) : ('y' as const);
    return at === undefined ? [] : [{ axis, at, label: 'real pictures' }];
  });
  return {
    id: `${id}-plane`,
    title: 'Subject fidelity against following the prompt',
    caption:
      'Up and to the right is better. Bars: 95% intervals both ways, where there are several subjects or seeds. Subjects differ more than methods do on one of them: that is what the differences below tell.',
    description: points
      .map(({ label, x, y }) => `${label} ${format.fixed(x.mean, 3)}, ${format.fixed(y.mean, 3)}`)
      .join('; '),
    spec: planeChart(points, {
      x: dreamBoothScores.fidelity.title,
      y: dreamBoothScores[prompt].title,
      format: '.3~f',
      levels: [
        ...(floor ? [{ axis: 'x' as const, at: floor.mean, label: 'no adapter' }] : []),
        ...ceilings,
      ],
    }),
  };
}

const estimateOf = (variant: DreamBoothVariant, score: DreamBoothScoreName) =>
  clustered(variant, dreamBoothNumber.mean(score))?.estimate;
