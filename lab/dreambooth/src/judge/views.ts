import {
  classNames,
  drawPose,
  drawScene,
  drawSubject,
  type MadeUpSubject,
  type Picture,
  render,
  type SceneName,
  sceneNames,
  type Split,
} from '@singlora/pictures';
import { randomStream } from '@singlora/runtime';
import { tooManyViews } from './errors.ts';

/** A picture whose content is known. */
export interface JudgedView {
  readonly picture: Picture;
  readonly subject: MadeUpSubject;
  readonly scene: SceneName;
}

/** The subjects of a series, and their number of views. */
export interface ViewSeries {
  readonly seed: number;
  /** The series' name; series with different names have different subjects. */
  readonly name: string;
  readonly split: Split;
  /** the number of views of each subject, each in a different scene and pose */
  readonly views: number;
  /** pixels a side */
  readonly size: number;
}

/**
 * The views of subject i of a series; classes take turns.
 *
 * @throws DreamBoothError `JUDGE_SETTING` for more views than there are scenes
 */
export function subjectViews(series: ViewSeries, i: number): JudgedView[] {
  const { seed, name, split, views, size } = series;
  if (views > sceneNames.length) throw tooManyViews(views, sceneNames.length);
  const random = randomStream(seed, name, i);
  const subject = drawSubject(random, split, classNames[i % classNames.length]);
  const places = [...random.permutation(sceneNames.length)].slice(0, views);
  return places.map((place) => {
    const scene = drawScene(random, sceneNames[place]);
    const picture = render({ subject, scene, pose: drawPose(random) }, size);
    return { picture, subject, scene: scene.name };
  });
}
