import type { Dtype } from '../dtype.ts';

/** Python's tuple, apart from its list. */
export class Tuple {
  readonly items: readonly PickleValue[];

  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** A piece of memory that tensors view. */
export class Storage {
  readonly key: string;
  /** Undefined for bytes without a type. */
  readonly dtype: Dtype | undefined;
  /** Numbers of that type, or bytes. */
  readonly count: number;
  /** Where it begins in the storage of that key, in its own numbers: only files before PyTorch 0.4 have any but 0. */
  readonly offset: number;

  constructor(key: string, dtype: Dtype | undefined, count: number, offset: number) {
    this.key = key;
    this.dtype = dtype;
    this.count = count;
    this.offset = offset;
  }
}

/** A tensor as a view of a storage; offset and strides count numbers, not bytes. */
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

/** One of the names of Python that a pickle may use; see `globals.ts`. */
export class KnownName {
  readonly name: string;
  /** What calling it with arguments gives; without it, it cannot be called. */
  readonly call: ((args: readonly PickleValue[]) => PickleValue) | undefined;
  /** Of a storage class or a dtype: the type of its numbers. */
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

/** What cannot hold a tensor and says nothing of one: a number of numpy's, a device, a set. */
export const inert = Symbol('inert');

/** What a pickle is made of, as data. */
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
