import {
  colours,
  type MadeUpSubject,
  type Picture,
  type Pose,
  type Regions,
  regions,
  type Rgb,
} from '@singlora/pictures';
import { notSquare } from './errors.ts';

/** How well a subject's colours match in a pose. */
interface Match {
  readonly value: number;
  readonly pose: Pose;
}

/** The middle of the renderer's poses, and the first step size of a search from there. */
const middle: Pose = { x: 0.5, y: 0.55, size: 0.375, turn: 0, light: 0.97 };
const reach: Readonly<Record<Exclude<keyof Pose, 'light'>, number>> = {
  x: 0.04,
  y: 0.02,
  size: 0.024,
  turn: 0.08,
};
const halvings = 3;
const lights = [0.85, 0.97, 1.09];

/** σ of a matching colour's distance, in RGB from 0 to 1. A subject's shading alone causes up to 0.1. */
const tolerance = 0.15;
/** The least share of a pixel that one colour has to cover: pixels at edges are mixed. */
const leastCover = 2 / 3;
/** The least area of a colour in the middle pose, in such pixels; smaller areas are not judged. */
const leastArea = 4;

/** The number of area pixels that a matcher caches, of 8 bytes each: 32 MiB. */
const mostKept = 1 << 22;

const names: readonly (keyof Regions)[] = ['body', 'part', 'pattern'];

/** How far a picture shows one subject's colours where the subject has them, from 0 to 1. */
export type ColourMatcher = (picture: Picture) => number;

/**
 * Compares pictures with the renderer's knowledge of a subject: the mean share of its body, parts and pattern, those
 * that show, that has the right colour, in the best-fitting pose. A colour off by d counts as exp(−d²/2σ²). The scene does not matter,
 * nor do features that all subjects of the class share. The search starts from the middle of the renderer's poses
 * and changes one coordinate at a time, with halving steps. Searches share most poses, so the subject's areas in
 * the first of them are cached.
 *
 * The matcher throws DreamBoothError `JUDGE_PICTURE` for a picture that is not square; RendererError `RENDERER_SIZE`.
 */
export function colourMatcher(subject: MadeUpSubject): ColourMatcher {
  const known = new Map<string, readonly Area[]>();
  let kept = 0;
  const areasIn = (pose: Pose, width: number): readonly Area[] => {
    const key = [width, pose.x, pose.y, pose.size, pose.turn].join(' ');
    const found = known.get(key);
    if (found) return found;
    const areas = areasOf(subject, pose, width);
    if (kept < mostKept) known.set(key, areas);
    for (const { pixels } of areas) kept += pixels.length;
    return areas;
  };
  return (picture) => {
    const { width, height } = picture;
    if (width !== height) throw notSquare(width, height);
    const shown = areasIn(middle, width).map(({ covers }) => covers.length >= leastArea);
    return bestMatch((pose) => {
      const areas = areasIn(pose, width).filter((_, i) => shown[i]);
      return matchAt(picture, areas, pose);
    });
  };
}

function bestMatch(at: (pose: Pose) => Match): number {
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
  return best.value;
}

/** The pixels that one of a subject's colours covers, in a pose. */
interface Area {
  readonly colour: Rgb;
  readonly pixels: Int32Array;
  /** The share of each pixel that the colour covers. */
  readonly covers: Float32Array;
}

function areasOf(subject: MadeUpSubject, pose: Pose, width: number): Area[] {
  const found = regions({ subject, pose }, width);
  const named = {
    body: subject.colour,
    part: subject.partColour,
    pattern: subject.patternColour,
  };
  return names.map((name) => {
    const pixels: number[] = [];
    found[name].forEach((cover, at) => {
      if (cover >= leastCover) pixels.push(at);
    });
    const covers = Float32Array.from(pixels, (at) => found[name][at] as number);
    return { colour: colours[named[name]], pixels: Int32Array.from(pixels), covers };
  });
}

const better = (one: Match, other: Match): Match => (other.value > one.value ? other : one);

/** The match for a pose, in the best light. */
function matchAt(picture: Picture, areas: readonly Area[], pose: Pose): Match {
  const values = lights.map((light) => {
    const sum = areas.reduce((sum, area) => sum + shareOf(picture, area, light), 0);
    return sum / Math.max(1, areas.length);
  });
  return { value: Math.max(...values), pose };
}

/** The share of an area that has its colour, in a light. */
function shareOf(picture: Picture, { colour, pixels, covers }: Area, light: number): number {
  const [red, green, blue] = colour.map((value) => Math.min(1, value * light)) as unknown as Rgb;
  const seen = picture.pixels;
  let [sum, total] = [0, 0];
  for (let i = 0; i < pixels.length; i++) {
    const at = 3 * (pixels[i] as number);
    const cover = covers[i] as number;
    const redOff = (seen[at] as number) / 255 - red;
    const greenOff = (seen[at + 1] as number) / 255 - green;
    const blueOff = (seen[at + 2] as number) / 255 - blue;
    const squares = redOff * redOff + greenOff * greenOff + blueOff * blueOff;
    sum += cover * Math.exp(-squares / (2 * tolerance ** 2));
    total += cover;
  }
  return total === 0 ? 0 : sum / total;
}
