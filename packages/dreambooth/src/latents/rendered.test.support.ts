import type { Picture } from '@singlora/pictures';
import { drawPose, drawScene, drawSubject, render } from '@singlora/renderer';
import { randomStream } from '@singlora/runtime';

/** Rendered pictures of subjects for training. */
export function rendered(count: number, name: string, size = 48): Picture[] {
  const stream = randomStream(7, name);
  return Array.from({ length: count }, () => {
    const subject = drawSubject(stream, 'train');
    return render({ subject, scene: drawScene(stream), pose: drawPose(stream) }, size);
  });
}
