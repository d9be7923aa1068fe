import type { Dtype } from '../dtype.ts';

/** Python's tuple, apart from its list. */
export class Tuple {
  readonly items: readonly PickleValue[];

  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** A block of memory that tensors view. */
export class Storage {
  readonly key: string;
  /** The type of its elements; undefined for untyped bytes. */
  readonly dtype: Dtype | undefined;
  /** The number of elements of that type, or of bytes. */
  readonly count: number;
  /** The start in the storage of that key, in elements: other than 0 only in files before PyTorch 0.4. */
  readonly offset: number;

  constructor(key: string, dtype: Dtype | undefined, count: number, offset: number) {
    this.key = key;
    this.dtype = dtype;
    this.count = count;
    this.offset = offset;
  }
}

/** A tensor as a view of a storage; offset and strides count elements, not bytes. */
export class PickledTensor {
  readonly storage: Storage;
  readonly dtype: Dtype;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(
    storage: Storage,
    dtype: Dtype,
    offset: number,
    shape: readonly number[],
    strides: readonly number[],
  ) {
    this.storage = storage;
    this.dtype = dtype;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/** A Python name that a pickle may use; see `globals.ts`. */
export class KnownName {
  readonly name: string;
  /** The result of calling it; undefined where it cannot be called. */
  readonly call: ((args: readonly PickleValue[]) => PickleValue) | undefined;
  /** The element type, where it is a storage class or a dtype. */
  readonly dtype: Dtype | undefined;

  constructor(
    name: string,
    { call, dtype }: { readonly call?: KnownName['call']; readonly dtype?: Dtype | undefined },
  ) {
    this.name = name;
    this.call = call;
    this.dtype = dtype;
  }
}

/** Replaces values that neither hold nor describe a tensor: a numpy scalar, a device, a set. */
export const inert = Symbol('inert');

/** The values in a pickle, as data. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Tuple
  | Map<PickleValue, PickleValue>
  | Storage
  | PickledTensor
  | KnownName
  | typeof inert;
