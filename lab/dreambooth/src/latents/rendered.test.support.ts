import { drawPose, drawScene, drawSubject, type Picture, render } from '@singlora/pictures';
import { randomStream } from '@singlora/runtime';

/** Rendered pictures of subjects for training. */
export function rendered(count: number, name: string, size = 48): Picture[] {
  const stream = randomStream(7, name);
  return Array.from({ length: count }, () => {
    const subject = drawSubject(stream, 'train');
    return render({ subject, scene: drawScene(stream), pose: drawPose(stream) }, size);
  });
}
