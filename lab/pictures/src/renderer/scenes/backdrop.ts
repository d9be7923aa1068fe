import type { Rgb } from '../colours.ts';
import type { Fill, PaintedShape } from '../paint.ts';
import { box, type Shape } from '../shapes.ts';

/** Four numbers in [0, 1) that decide the layout of a scene; their meaning depends on the scene. */
export type Layout = readonly [number, number, number, number];

/** A place, in coordinates from 0 to 1, x to the right and y downwards. */
export interface Backdrop {
  /** A caption's words for the place: `on the beach`. */
  readonly phrase: string;
  /** Layers, each painted over the previous ones; together they cover the picture. */
  layers(layout: Layout): readonly PaintedShape[];
}

/** A gradient from one colour at a height to another below. */
export const gradient = (top: Rgb, from: number, bottom: Rgb, to: number): Fill => ({
  colour: top,
  over: {
    colour: bottom,
    share: (_x, y) => Math.min(1, Math.max(0, (y - from) / (to - from))),
  },
});

export const layer = (shape: Shape, colour: Rgb): PaintedShape => ({ shape, fill: { colour } });

/** The region from a height downwards. */
export const below = (height: number): Shape => box(0.5, height + 1, 1, 1);

/** The whole picture. */
export const wholePicture = below(-0.5);

/** The region below a wavy line with `waves` waves across the picture, shifted by `phase` in [0, 1). */
export function hills(height: number, swing: number, waves: number, phase: number): Shape {
  const [rate, start] = [2 * Math.PI * waves, 2 * Math.PI * phase];
  return {
    bounds: { left: 0, top: height - swing, right: 1, bottom: 1 },
    distance: (x, y) => height + swing * Math.sin(rate * x + start) - y,
  };
}

/** Points spread evenly over the unit square (the R2 sequence of M. Roberts, 2018), shifted by a start. */
export const scattered = (count: number, startX: number, startY: number) =>
  Array.from({ length: count }, (_, i) => ({
    x: (startX + 0.7548777 * i) % 1,
    y: (startY + 0.5698403 * i) % 1,
  }));
