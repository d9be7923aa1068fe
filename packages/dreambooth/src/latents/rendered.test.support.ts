import { toFloats, type Picture } from '@singlora/pictures';
import { drawPose, drawScene, drawSubject, render } from '@singlora/renderer';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';

/** Rendered pictures of subjects for training. */
export function rendered(count: number, name: string, size = 48): Picture[] {
  const stream = randomStream(7, name);
  return Array.from({ length: count }, () => {
    const subject = drawSubject(stream, 'train');
    return render({ subject, scene: drawScene(stream), pose: drawPose(stream) }, size);
  });
}

/** `[pictures, height, width, 3]`. */
export const batchOf = (pictures: readonly Picture[]): tf.Tensor4D =>
  tf.tidy(() =>
    tf.stack(
      pictures.map((picture) => tf.tensor3d(toFloats(picture), [picture.height, picture.width, 3])),
    ),
  ) as tf.Tensor4D;
