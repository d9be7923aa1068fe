import { randomStream } from '@singlora/runtime';

/**
 * The index of the example at each position of an endless sequence of passes over `count` examples, each pass in a
 * new random order. A pure function of its arguments.
 */
export function endlessOrder(
  count: number,
  seed: number,
  name: string,
): (position: number) => number {
  let epoch: { number: number; order: Int32Array } | undefined;
  return (position) => {
    const number = Math.floor(position / count);
    if (epoch?.number !== number)
      epoch = { number, order: randomStream(seed, name, number).permutation(count) };
    return epoch.order[position % count] as number;
  };
}
