import { randomStream } from '@singlora/runtime';

/** The examples that share a batch, and the length their tokens are padded to. */
export interface PlannedBatch {
  /** positions in the list of examples; one batch per pass may have fewer than the batch size */
  rows: readonly number[];
  /** tokens per row, after padding */
  length: number;
}

/** The batches of one pass, in order. */
export type BatchPlan = readonly PlannedBatch[];

/**
 * The order of an epoch's rows. `grouped`: rows of similar length share a batch, which saves padding. `shuffled`: plain random order,
 * in which the last batch may be smaller.
 */
export type BatchOrder = 'grouped' | 'shuffled';

/** The largest sizes of batches and of their rows. */
export interface PlanOptions {
  batchSize: number;
  /** the model's longest input: rounding up stops there */
  maxPositions: number;
}

/** Lengths are rounded up to multiples of this: even shapes suit the hardware. */
export const LENGTH_STEP = 2;
/** The most batches in a mega-batch. */
const MEGA_BATCH = 400;
/** Epochs of fewer batches are cut in two. */
const FEW_BATCHES = 100;

/** The values that decide the batches of one epoch. */
export interface EpochOptions extends PlanOptions {
  /** `grouped` by default */
  order?: BatchOrder;
  seed: number;
  epoch: number;
}

/**
 * The batches of one epoch; a pure function of the lengths and the options.
 *
 * Grouped batches are made as by transformers' `group_by_length`: shuffle, cut into mega-batches, sort
 * each by length, cut into batches; then shuffle the batches.
 *
 * Mega-batches are eight times as large as there: with 10,000 MNLI rows in batches of 32, 1.7 % of the tokens are padding
 * instead of 4 %. The price is that the same rows meet more often: two that share a batch share one again in the next
 * epoch one time in nine. With an exact sort in halves of the epoch it is one time in seven, because here lengths that are
 * padded alike count as equal. Epochs of few batches have few such rows, so they are cut in two and padded more.
 */
export function planEpoch(lengths: readonly number[], options: EpochOptions): BatchPlan {
  const { batchSize, seed, epoch } = options;
  const random = randomStream(seed, 'order', epoch);
  const order = [...random.permutation(lengths.length)];
  if (options.order === 'shuffled') return cut(order, lengths, options);
  const count = Math.ceil(order.length / batchSize);
  const megaBatches = count < FEW_BATCHES ? 2 : Math.ceil(count / MEGA_BATCH);
  const rows = Math.ceil(count / megaBatches) * batchSize;
  const sorted = chunks(order, rows).flatMap((some) => byLength(some, lengths));
  const batches = cut(sorted, lengths, options);
  return [...random.permutation(batches.length)].map((i) => batches[i] as PlannedBatch);
}

/** Plans epochs on demand and keeps the last plan. */
export function epochPlanner(
  lengths: readonly number[],
  options: Omit<EpochOptions, 'epoch'>,
): (epoch: number) => BatchPlan {
  let kept: { epoch: number; plan: BatchPlan } | undefined;
  return (epoch) => {
    if (kept?.epoch !== epoch) kept = { epoch, plan: planEpoch(lengths, { ...options, epoch }) };
    return kept.plan;
  };
}

/** The batches of an evaluation pass, longest first, so that memory peaks at the start. */
export function planInOrder(lengths: readonly number[], options: PlanOptions): BatchPlan {
  return cut(byLength([...lengths.keys()], lengths), lengths, options);
}

const roundUp = (length: number) => Math.ceil(length / LENGTH_STEP) * LENGTH_STEP;

/** Longest first; rows of equal rounded length keep their order. */
function byLength(rows: readonly number[], lengths: readonly number[]): number[] {
  const length = (row: number) => roundUp(lengths[row] as number);
  return rows.toSorted((a, b) => length(b) - length(a));
}

function cut(rows: readonly number[], lengths: readonly number[], options: PlanOptions): BatchPlan {
  return chunks(rows, options.batchSize).map((batch) => {
    const longest = Math.max(...batch.map((row) => lengths[row] as number));
    return { rows: batch, length: Math.min(roundUp(longest), options.maxPositions) };
  });
}

/** Items in groups of a size, except for the last. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
