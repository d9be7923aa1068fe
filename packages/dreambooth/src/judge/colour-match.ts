import type { Picture } from '@singlora/pictures';
import {
  colours,
  regions,
  type Colour,
  type Pose,
  type Regions,
  type Subject,
} from '@singlora/renderer';
import { notSquare } from './errors.ts';

/** How far a picture shows a subject's colours where the subject has them, each from 0 to 1. */
export interface ColourMatch {
  /** The mean of those below that the subject shows. */
  readonly value: number;
  readonly body: number | undefined;
  readonly part: number | undefined;
  readonly pattern: number | undefined;
  /** The pose in which they match best. */
  readonly pose: Pose;
}

/** The middle of what the renderer draws, and how far a search goes from there at first. */
const middle: Pose = { x: 0.5, y: 0.55, size: 0.375, turn: 0, light: 0.97 };
const reach: Readonly<Record<Exclude<keyof Pose, 'light'>, number>> = {
  x: 0.04,
  y: 0.02,
  size: 0.024,
  turn: 0.08,
};
const halvings = 3;
const lights = [0.85, 0.97, 1.09];

/** In RGB from 0 to 1: how far a colour may be off. A subject's shade alone makes up to 0.1. */
const tolerance = 0.15;
/** How much of a pixel has to be of one colour: others, at edges, are mixed. */
const leastCover = 2 / 3;
/** In such pixels: what has less of a colour in the middle pose is not judged by it. */
const leastArea = 4;

const names: readonly (keyof Regions)[] = ['body', 'part', 'pattern'];

/**
 * Compares a picture with what the renderer knows of a subject: in the pose that fits best, what share of its
 * body, its parts and its pattern has the right colour, where a colour that is off by d counts as exp(−d²/2σ²).
 * The scene does not matter, nor does what all subjects of the class have alike. The pose is searched from the
 * middle of the renderer's, one number at a time, in steps that halve.
 *
 * @throws DreamBoothError `JUDGE_PICTURE` for one that is not square; RendererError `RENDERER_SIZE`
 */
export function matchColours(picture: Picture, subject: Subject): ColourMatch {
  const { width, height } = picture;
  if (width !== height) throw notSquare(width, height);
  const areas = regions({ subject, pose: middle }, width);
  const shown = names.filter(
    (name) => areas[name].filter((cover) => cover >= leastCover).length >= leastArea,
  );
  const at = (pose: Pose) => matchAt(picture, { subject, shown }, pose);
  let best = at(middle);
  let scale = 1;
  for (let halving = 0; halving < halvings; halving++) {
    for (let improved = true; improved;) {
      const before = best;
      for (const name of Object.keys(reach) as (keyof typeof reach)[]) {
        for (const sign of [-1, 1]) {
          const found = at({ ...best.pose, [name]: best.pose[name] + sign * scale * reach[name] });
          best = better(best, found);
        }
      }
      improved = best !== before;
    }
    scale /= 2;
  }
  return best;
}

/** A subject, and which of its colours it shows enough of. */
interface Shown {
  readonly subject: Subject;
  readonly shown: readonly (keyof Regions)[];
}

const better = (one: ColourMatch, other: ColourMatch): ColourMatch =>
  other.value > one.value ? other : one;

/** In the best light for a pose. */
function matchAt(picture: Picture, { subject, shown }: Shown, pose: Pose): ColourMatch {
  const areas = regions({ subject, pose }, picture.width);
  const named: Record<keyof Regions, Colour> = {
    body: subject.colour,
    part: subject.partColour,
    pattern: subject.patternColour,
  };
  const matches = lights.map((light): ColourMatch => {
    const shares = shown.map((name) => {
      const lit = colours[named[name]].map((value) => Math.min(1, value * light));
      return [name, shareOf(picture, areas[name], lit)] as const;
    });
    const value = shares.reduce((sum, [, share]) => sum + share, 0) / Math.max(1, shares.length);
    const none = { body: undefined, part: undefined, pattern: undefined };
    return { ...none, ...Object.fromEntries(shares), value, pose: { ...pose, light } };
  });
  return matches.reduce(better);
}

/** How much of an area has a colour. */
function shareOf({ pixels }: Picture, area: Float32Array, colour: readonly number[]): number {
  let [sum, total] = [0, 0];
  area.forEach((cover, at) => {
    if (cover < leastCover) return;
    let squares = 0;
    for (let channel = 0; channel < 3; channel++) {
      const value = (pixels[3 * at + channel] as number) / 255;
      squares += (value - (colour[channel] as number)) ** 2;
    }
    sum += cover * Math.exp(-squares / (2 * tolerance ** 2));
    total += cover;
  });
  return total === 0 ? 0 : sum / total;
}
