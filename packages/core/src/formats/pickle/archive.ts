import type { PickledTensor } from './values.ts';

/** The bytes `[start, end)` of the file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A PyTorch file whose pickle has been read: its tensors, and the positions of their storages. */
export interface Archive {
  readonly tensors: ReadonlyMap<string, PickledTensor>;
  readonly storages: ReadonlyMap<string, ByteRange>;
}
