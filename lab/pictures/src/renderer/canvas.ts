import type { Picture } from '../picture.ts';
import { badRenderedSize } from './errors.ts';
import { paint, type Canvas, type Frame } from './paint.ts';
import type { Scene } from './scene.ts';
import { backdrops } from './scenes/registry.ts';

const [leastSize, mostSize] = [8, 2048];
const whole: Frame = { x: 0, y: 0, scale: 1, turn: 0 };

/** A black canvas. @throws RendererError `RENDERER_SIZE` */
export function blank(size: number): Canvas {
  if (!Number.isSafeInteger(size) || size < leastSize || size > mostSize)
    throw badRenderedSize(size, leastSize, mostSize);
  return { size, colours: new Float32Array(size * size * 3) };
}

/** Covers a canvas with a scene. */
export function paintScene(canvas: Canvas, { name, layout }: Scene): void {
  for (const layer of backdrops[name].layers(layout)) paint(canvas, layer, whole);
}

/** The picture on a canvas, with all colours multiplied by the light. */
export function lit({ size, colours }: Canvas, light: number): Picture {
  const pixels = new Uint8Array(colours.length);
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = Math.round(255 * Math.min(1, (colours[i] as number) * light));
  return { width: size, height: size, pixels };
}
