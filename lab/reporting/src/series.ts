/** A recorded step and its value. */
export interface CurvePointAt {
  readonly step: number;
  readonly value: number;
}

/** One run's curve, ready to draw. `colour` is a CSS colour, `label` names the line's group. */
export interface Series {
  readonly run: string;
  readonly label: string;
  readonly colour: string;
  readonly points: readonly CurvePoint[];
}

/** `value` is the recorded value (or a window's mean), `smooth` the trend at the same step. */
interface CurvePoint extends CurvePointAt {
  readonly smooth: number;
}

/**
 * A curve of at most `limit` points. Windows of equal length in steps are drawn at their last step
 * with their mean, together with the exponential moving average over about `span` points. The
 * average is bias-corrected like Adam's moments. Non-finite values are left out.
 */
export function curve(points: readonly CurvePointAt[], span: number, limit: number): CurvePoint[] {
  const finite = points.filter(({ value }) => Number.isFinite(value));
  const decay = 1 - 1 / Math.max(1, span);
  const windowSize = windowOf(finite.length, limit);
  const thinned: CurvePoint[] = [];
  let average = 0;
  let weight = 0;
  let sum = 0;
  for (const [index, { step, value }] of finite.entries()) {
    average = decay * average + (1 - decay) * value;
    weight = decay * weight + (1 - decay);
    sum += value;
    const filled = (index % windowSize) + 1;
    if (filled === windowSize || index === finite.length - 1) {
      thinned.push({ step, value: sum / filled, smooth: average / weight });
      sum = 0;
    }
  }
  return thinned;
}

/** How many of `n` points share one window, so that at most `limit` are drawn. */
export function windowOf(n: number, limit: number): number {
  return Math.max(1, Math.ceil(n / limit));
}

/**
 * Spreads positions until neighbours are at least `gap` apart, with the smallest shift of each
 * crowded group around its centre, and within these ends where there is room. An item of several `lines` takes as many
 * gaps. Keeps the order; returns them in the given order.
 */
export function spread(
  positions: readonly number[],
  gap: number,
  lines: readonly number[] = [],
  [low, high]: readonly [number, number] = [-Infinity, Infinity],
): number[] {
  const order = positions
    .map((_, index) => index)
    .sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0));
  const heightOf = (index: number) => (lines[index] ?? 1) * gap;
  interface Block {
    members: readonly number[];
    height: number;
    centre: number;
  }
  const within = (block: Block): Block => {
    const half = block.height / 2;
    return { ...block, centre: Math.max(low + half, Math.min(high - half, block.centre)) };
  };
  const blocks: Block[] = [];
  for (const index of order) {
    const [height, centre] = [heightOf(index), positions[index] ?? 0];
    let block = within({ members: [index], height, centre });
    for (
      let last = blocks.at(-1);
      last && last.centre + last.height / 2 > block.centre - block.height / 2;
      last = blocks.at(-1)
    ) {
      blocks.pop();
      const height = last.height + block.height;
      const centre = (last.centre * last.height + block.centre * block.height) / height;
      block = within({ members: [...last.members, ...block.members], height, centre });
    }
    blocks.push(block);
  }
  const result = new Array<number>(positions.length).fill(0);
  for (const { members, height, centre } of blocks) {
    let start = centre - height / 2;
    for (const index of members) {
      result[index] = start + heightOf(index) / 2;
      start += heightOf(index);
    }
  }
  return result;
}
