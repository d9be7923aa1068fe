import type { Rgb } from './colours.ts';
import { turnedBounds } from './combine.ts';
import type { Bounds, Shape } from './shapes.ts';

/** A picture to paint on: `[size, size, 3]` from 0 to 1, row by row from the top. */
export interface Canvas {
  readonly size: number;
  readonly colours: Float32Array;
}

/** Maps shapes' coordinates to the picture, whose corners are (0, 0) and (1, 1). */
export interface Frame {
  /** The position of their origin. */
  readonly x: number;
  readonly y: number;
  /** The length of their unit. */
  readonly scale: number;
  /** The clockwise rotation, in radians. */
  readonly turn: number;
}

/** The share of the second colour at a point, from 0 to 1; `pixel` is the side of a pixel there, over which edges are smoothed. */
export type ColourShare = (x: number, y: number, pixel: number) => number;

/** The colours of a shape. */
export interface Fill {
  readonly colour: Rgb;
  /** A second colour, whose share depends on the position. */
  readonly over?: { readonly colour: Rgb; readonly share: ColourShare };
  /** The colour of the line inside the shape's edge. */
  readonly edge?: Rgb;
  /** How much lighter it is one unit up; half as much one unit to the left. */
  readonly shade?: number;
}

export interface PaintedShape {
  readonly shape: Shape;
  readonly fill: Fill;
}

/** The width of lines in units of shapes: about a pixel where pictures are 48 wide. */
const edgeWidth = 0.055;

const limited = (value: number): number => Math.min(1, Math.max(0, value));

/** The width over which an edge is smoothed, in pixels: sharper edges look harsh, and cost a linear codec 2.5 dB. */
const softness = 1.5;

/** The share of a pixel inside an edge, from the signed distance of its centre. */
export const coverage = (distance: number, pixel: number): number =>
  limited(0.5 - distance / (softness * pixel));

/** Paints a layer over the canvas. Edges are smooth: a pixel is covered by its share inside. */
export function paint(
  { size, colours }: Canvas,
  { shape, fill }: PaintedShape,
  frame: Frame,
): void {
  const { colour, over, edge, shade = 0 } = fill;
  const pixel = 1 / (size * frame.scale);
  const cos = Math.cos(frame.turn) / frame.scale;
  const sin = Math.sin(frame.turn) / frame.scale;
  const { left, top, right, bottom } = pixelsOf(shape.bounds, frame, size);

  for (let row = top; row < bottom; row++) {
    const down = (row + 0.5) / size - frame.y;
    for (let column = left; column < right; column++) {
      const across = (column + 0.5) / size - frame.x;
      const x = cos * across + sin * down;
      const y = cos * down - sin * across;
      const distance = shape.distance(x, y);
      const cover = coverage(distance, pixel);
      if (cover === 0) continue;
      const second = over ? over.share(x, y, pixel) : 0;
      const line = edge ? 1 - coverage(distance + edgeWidth, pixel) : 0;
      const light = 1 - shade * (0.5 * x + y);
      for (let channel = 0; channel < 3; channel++) {
        let value = colour[channel] as number;
        if (over) value += second * ((over.colour[channel] as number) - value);
        value *= light;
        if (edge) value += line * ((edge[channel] as number) - value);
        const at = (row * size + column) * 3 + channel;
        const under = colours[at] as number;
        colours[at] = under + cover * (value - under);
      }
    }
  }
}

/** The pixels that a rectangle may touch: rows from `top` up to, not including, `bottom`, columns likewise. */
function pixelsOf(bounds: Bounds, { x, y, scale, turn }: Frame, size: number): Bounds {
  const turnedAround = turnedBounds(bounds, scale * Math.cos(turn), scale * Math.sin(turn));
  const from = (side: number) => Math.max(0, Math.floor(side * size - 1));
  const to = (side: number) => Math.min(size, Math.ceil(side * size + 1));
  return {
    left: from(x + turnedAround.left),
    top: from(y + turnedAround.top),
    right: to(x + turnedAround.right),
    bottom: to(y + turnedAround.bottom),
  };
}
