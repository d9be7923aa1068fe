import type { Picture } from '@singlora/pictures';
import { blank, lit, paintScene } from '../canvas.ts';
import { paint } from '../paint.ts';
import { frameOf } from '../pose.ts';
import { faceLayers } from './layers.ts';
import type { FaceView } from './view.ts';

/**
 * The picture of a person, `[size, size, 3]`. It depends on its arguments alone.
 *
 * @throws RendererError `RENDERER_SIZE`
 */
export function renderFace({ scene, pose, ...view }: FaceView, size: number): Picture {
  const canvas = blank(size);
  paintScene(canvas, scene);
  for (const layer of faceLayers(view)) paint(canvas, layer, frameOf(pose));
  return lit(canvas, pose.light);
}
