import type { Picture } from '../picture.ts';
import { classes } from './classes/registry.ts';
import type { Ink } from './classes/part.ts';
import { colours, edgeOf, type Rgb } from './colours.ts';
import { blank, lit, paintScene } from './canvas.ts';
import { paint, type Canvas, type Fill } from './paint.ts';
import { patterns } from './patterns.ts';
import { frameOf, type Pose } from './pose.ts';
import type { Scene } from './scene.ts';
import type { MadeUpSubject } from './subject.ts';

/** The content of a picture. */
export interface View {
  /** The subject; without one the picture is the bare scene. */
  readonly subject?: MadeUpSubject;
  readonly scene: Scene;
  readonly pose: Pose;
}

/** A subject in its pose, without a scene. */
export type Standing = Required<Pick<View, 'subject' | 'pose'>>;

/** How a subject is coloured. */
interface Palette {
  of(ink: Ink): Rgb;
  /** The colour of the line around a part, from the part's colour. */
  edge(colour: Rgb): Rgb;
  readonly shade: number;
}

function paintSubject(canvas: Canvas, { subject, pose }: Standing, palette: Palette): void {
  const frame = frameOf(pose);
  const share = patterns[subject.pattern];
  const patterned = { colour: palette.of('pattern'), share };
  for (const { shape, ink, bare = false } of classes[subject.class](subject.proportions)) {
    const colour = palette.of(ink);
    const fill: Fill = {
      colour,
      shade: palette.shade,
      ...(ink === 'body' && subject.pattern !== 'plain' && { over: patterned }),
      ...(!bare && { edge: palette.edge(colour) }),
    };
    paint(canvas, { shape, fill }, frame);
  }
}

/**
 * The picture of a view, `[size, size, 3]`; a pure function of its arguments.
 *
 * @throws RendererError `RENDERER_SIZE`
 */
export function render({ subject, scene, pose }: View, size: number): Picture {
  const canvas = blank(size);
  paintScene(canvas, scene);
  if (subject) {
    const inks = {
      body: colours[subject.colour],
      'plain body': colours[subject.colour],
      part: colours[subject.partColour],
      pattern: colours[subject.patternColour],
    };
    const of = (ink: Ink) => (typeof ink === 'string' ? inks[ink] : ink);
    paintSubject(canvas, { subject, pose }, { of, edge: edgeOf, shade: 0.14 });
  }
  return lit(canvas, pose.light);
}

const [white, black]: readonly [Rgb, Rgb] = [
  [1, 1, 1],
  [0, 0, 0],
];

function channel({ size, colours: floats }: Canvas, index: number): Float32Array {
  const values = new Float32Array(size * size);
  for (let i = 0; i < values.length; i++) values[i] = floats[3 * i + index] as number;
  return values;
}

/**
 * The share of each pixel that the subject covers, `[size, size]` from 0 to 1.
 *
 * @throws RendererError `RENDERER_SIZE`
 */
export function mask(standing: Standing, size: number): Float32Array {
  const canvas = blank(size);
  paintSubject(canvas, standing, { of: () => white, edge: () => white, shade: 0 });
  return channel(canvas, 0);
}

/** The share of each pixel that one of a subject's colours has, `[size, size]` from 0 to 1. */
export interface Regions {
  /** The share of its `colour`. */
  readonly body: Float32Array;
  /** The share of its `partColour`. */
  readonly part: Float32Array;
  /** The share of its `patternColour`. */
  readonly pattern: Float32Array;
}

/**
 * The share of each pixel covered by each of the subject's three colours, lit and shaded but not mixed. Lines, and parts with the
 * same colour on all subjects, are only in the mask.
 *
 * @throws RendererError `RENDERER_SIZE`
 */
export function regions(standing: Standing, size: number): Regions {
  const canvas = blank(size);
  const inks: Record<Exclude<Ink, Rgb>, Rgb> = {
    body: [1, 0, 0],
    'plain body': [1, 0, 0],
    part: [0, 1, 0],
    pattern: [0, 0, 1],
  };
  const of = (ink: Ink) => (typeof ink === 'string' ? inks[ink] : black);
  paintSubject(canvas, standing, { of, edge: () => black, shade: 0 });
  return { body: channel(canvas, 0), part: channel(canvas, 1), pattern: channel(canvas, 2) };
}
