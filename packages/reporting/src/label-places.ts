/** A text next to a point, in pixels from the top left. */
interface Labelled {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A text's position relative to its point, as in Vega-Lite's text marks. */
interface LabelPlace {
  readonly align: 'left' | 'right' | 'center';
  readonly dx: number;
  readonly dy: number;
}

const beside: LabelPlace = { align: 'left', dx: 10, dy: 0 };

const places: readonly LabelPlace[] = [
  beside,
  { align: 'right', dx: -10, dy: 0 },
  { align: 'left', dx: 8, dy: -12 },
  { align: 'left', dx: 8, dy: 13 },
  { align: 'right', dx: -8, dy: -12 },
  { align: 'right', dx: -8, dy: 13 },
  { align: 'center', dx: 0, dy: -22 },
  { align: 'center', dx: 0, dy: 24 },
];

/** Half the height of a line, and the mean width of a letter, in pixels. */
const half = 7;
export const letter = 6.8;

/** A rectangle, in pixels from the top left. */
export type Box = ReturnType<typeof boxOf>;

/**
 * The position of each text: the first one around its point that covers no point, no earlier text and none of `others`, or else
 * the one that covers least of them.
 */
export function placeLabels(
  labels: readonly Labelled[],
  width: number,
  others: readonly Box[] = [],
): LabelPlace[] {
  const points: Box[] = labels.map(({ x, y }) => ({
    left: x - half,
    right: x + half,
    top: y - half,
    bottom: y + half,
  }));
  const taken = [...points, ...others];
  return labels.map((label, index) => {
    const covered = (place: LabelPlace) => {
      const box = boxOf(label, place);
      if (box.left < 0 || box.right > width) return Number.MAX_VALUE;
      return taken.reduce((all, other, at) => all + (at === index ? 0 : overlap(box, other)), 0);
    };
    const [found = beside] = places.toSorted((a, b) => covered(a) - covered(b));
    taken.push(boxOf(label, found));
    return found;
  });
}

function boxOf({ text, x, y }: Labelled, { align, dx, dy }: LabelPlace) {
  const length = letter * text.length;
  const shift = { left: 0, center: length / 2, right: length }[align];
  const left = x + dx - shift;
  return { left, right: left + length, top: y + dy - half, bottom: y + dy + half };
}

/** The area that both cover. */
const overlap = (a: Box, b: Box) =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
