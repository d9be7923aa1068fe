import * as tf from '@tensorflow/tfjs-core';

/** The memory that the process holds now. A steady training loop keeps `tensors` constant. */
export interface MemoryUse {
  /** Live tensors. */
  tensors: number;
  /** Bytes in live tensors, whichever device they are on. */
  tensorBytes: number;
  /** Resident set size of the process now, in bytes. */
  rssBytes: number;
  /** The highest resident set size since the process started, in bytes. */
  peakRssBytes: number;
}

/** Counts tensors and the process's memory; cheap enough for every step. */
export function memoryUse(): MemoryUse {
  const { numTensors, numBytes } = tf.memory();
  return {
    tensors: numTensors,
    tensorBytes: numBytes,
    rssBytes: process.memoryUsage.rss(),
    peakRssBytes: process.resourceUsage().maxRSS * 1024, // Node reports kilobytes on every system
  };
}
