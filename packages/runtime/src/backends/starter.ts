/** The name of a backend. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

/** The backend that tensors live on in this process. */
export interface Backend {
  name: BackendName;
  device: 'cpu' | 'gpu';
  /** For people and records, e.g. "TensorFlow 2.18.1 native, CPU, 2 threads". */
  description: string;
}

/** How a backend shares the processor's threads, where it has several. */
export interface Threads {
  /** A number, or how many of so many cores; by default all for each operation. Small models are faster with one. */
  readonly threadsPerOperation?: number | ((cores: number) => number);
  /** How many operations run side by side; by default two. Where operations take microseconds, one costs the processor less. */
  readonly operationsAtOnce?: number;
}

/** How one backend is started, and what choosing it means. */
export interface BackendStarter {
  readonly name: BackendName;
  /** How much slower it is than the starter before it in the list; empty for the first. */
  readonly cost: string;
  /** What to do when it cannot start. */
  readonly remedy: string;
  /** Loads it, makes it the current one and describes it; rejects when it cannot be had. */
  start: (options: Threads) => Promise<Backend>;
}
