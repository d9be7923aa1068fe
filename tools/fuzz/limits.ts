const MiB = 2 ** 20;

/** The memory that reading `inputBytes` bytes may take: twice as much, and 64 MiB. */
export const memoryLimit = (inputBytes: number): number => 2 * inputBytes + 64 * MiB;

/** The milliseconds that reading `inputBytes` bytes may take: a second for every MiB begun. */
export const timeLimit = (inputBytes: number): number =>
  1000 * Math.max(1, Math.ceil(inputBytes / MiB));

/** A worker that comes to more is stopped at once; its own start takes some 150 MiB. */
export const mostMemory = 1200 * MiB;

/** Old space of a worker's heap, in MiB: where V8 gives up, before the machine does. */
export const heapMiB = 1000;

/** Messages are for people: what they quote is cut. */
export const longestMessage = 5000;

/** Milliseconds that a worker may take to start, or for one input before it counts as hanging. */
export const patience = 20_000;
