import {
  caption,
  drawPose,
  drawScene,
  drawSubject,
  type Picture,
  render,
} from '@singlora/pictures';
import { randomStream } from '@singlora/runtime';

/** A rendered picture with its caption. */
export interface CaptionedPicture {
  readonly picture: Picture;
  readonly caption: string;
}

/** Picture i of a seed's series: a subject of the training split, in any scene. */
export function renderedPicture(
  seed: number,
  series: string,
  i: number,
  size: number,
): CaptionedPicture {
  const random = randomStream(seed, series, i);
  const subject = drawSubject(random, 'train');
  const scene = drawScene(random);
  const picture = render({ subject, scene, pose: drawPose(random) }, size);
  return { picture, caption: caption(random, { subject, scene }) };
}
