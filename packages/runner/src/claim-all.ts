import { setTimeout as sleep } from 'node:timers/promises';

/** The time from one look at the runs of other processes to the next, in ms. */
const LOOK_EVERY = 1_000;

/** The waiting for other processes' runs, and its end. */
interface Waiting {
  /** Whether to wait for the runs that other processes have; if not, they keep them. */
  readonly waits: boolean;
  readonly signal: AbortSignal;
  /** Is told once what is waited for: a sentence for each item. */
  readonly onWait: (held: readonly string[]) => void;
}

/** An item that is looked at. */
interface Look<Item> {
  readonly item: Item;
  /** The items that come after it. */
  readonly ahead: readonly Item[];
  readonly isFirst: boolean;
}

/**
 * Does items that several processes share: each takes what nobody has. What another process has is passed over, and looked at
 * again once nothing else is left, until it is done there or free again.
 * @param take does an item; gives a sentence that says who has it, where another process does
 * @returns such sentences of what was not waited for; none where a stop was asked for
 */
export async function claimAll<Item>(
  items: readonly Item[],
  take: (look: Look<Item>) => Promise<string | undefined>,
  { waits, signal, onWait }: Waiting,
): Promise<readonly string[]> {
  let [left, isFirst, isWaiting] = [items, true, false];
  while (left.length > 0) {
    const busy: { item: Item; held: string }[] = [];
    for (const [at, item] of left.entries()) {
      if (isWaiting) await sleep(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return [];
      const held = await take({ item, ahead: left.slice(at + 1), isFirst });
      if (held !== undefined) busy.push({ item, held });
    }
    if (busy.length === left.length && !isWaiting) {
      const held = busy.map((one) => one.held);
      if (!waits) return held;
      onWait(held);
      isWaiting = true;
    }
    left = busy.map(({ item }) => item);
    isFirst = false;
  }
  return [];
}
