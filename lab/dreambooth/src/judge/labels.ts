import { attributes, type Attribute, type JudgeConfig } from './config.ts';
import type { JudgedView } from './views.ts';

/** The true word of a view for each attribute. */
export const truthOf = ({ subject, scene }: Pick<JudgedView, 'subject' | 'scene'>) =>
  ({
    class: subject.class,
    scene,
    colour: subject.colour,
    pattern: subject.pattern,
  }) satisfies Record<Attribute, string>;

/** The index of each view's right label, by attribute. */
export const rightLabels = (
  { labels }: Pick<JudgeConfig, 'labels'>,
  views: readonly JudgedView[],
): Record<Attribute, number[]> =>
  Object.fromEntries(
    attributes.map((name) => [
      name,
      views.map((view) => labels[name].indexOf(truthOf(view)[name])),
    ]),
  ) as Record<Attribute, number[]>;
