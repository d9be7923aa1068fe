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
const letter = 6.8;

type Box = ReturnType<typeof boxOf>;

/** The position of each text: the first one around its point that covers no point and no earlier text. */
export function placeLabels(labels: readonly Labelled[], width: number): LabelPlace[] {
  const taken: Box[] = labels.map(({ x, y }) => ({
    left: x - half,
    right: x + half,
    top: y - half,
    bottom: y + half,
  }));
  return labels.map((label, index) => {
    const isFree = (box: Box) =>
      box.left >= 0 &&
      box.right <= width &&
      taken.every((other, at) => at === index || !overlap(box, other));
    const found = places.find((place) => isFree(boxOf(label, place))) ?? beside;
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

const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
