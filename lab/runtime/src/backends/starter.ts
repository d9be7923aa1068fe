/** The name of a backend. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

/** The backend that tensors live on in this process. */
export interface Backend {
  name: BackendName;
  device: 'cpu' | 'gpu';
  /** A description for people and records, such as "TensorFlow 2.18.1 native, CPU, 2 threads". */
  description: string;
}

/** The threads of the processor for a backend, where it has several. */
export interface Threads {
  /** The threads that one operation uses: a number, or a function of the number of cores; by default all. Small models are faster with one. */
  readonly threadsPerOperation?: number | ((cores: number) => number);
  /** The number of operations that run side by side; by default two. Where operations take microseconds, one costs the processor less. */
  readonly operationsAtOnce?: number;
}

/** A way to start a backend, and what choosing it means. */
export interface BackendStarter {
  readonly name: BackendName;
  /** How much slower it is than the starter before it in the list; empty for the first. */
  readonly cost: string;
  /** The remedy to name when it cannot start. */
  readonly remedy: string;
  /** Loads it, makes it the current one and describes it; rejects when it is not available. */
  start: (options: Threads) => Promise<Backend>;
}
