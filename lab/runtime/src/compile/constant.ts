import { unsupportedConstant } from './errors.ts';

/** TF_DataType of TensorFlow's C API; a constant of a graph has one of the first three here. */
export const dataTypes = { float32: 1, int32: 3, bool: 10, bfloat16: 14 } as const;

/** A tensor as its bytes, little-endian as TensorProto holds them. */
export interface Constant {
  shape: readonly number[];
  dtype: number;
  bytes: Uint8Array;
}

/** A constant with a copy of a tensor's values: tfjs lets their owner change them later. */
export function constantOf(shape: readonly number[], dtype: number, values: ArrayLike<unknown>) {
  return { shape: [...shape], dtype, bytes: bytesOf(dtype, values as ArrayLike<number>) };
}

function bytesOf(dtype: number, numbers: ArrayLike<number>): Uint8Array {
  if (dtype === dataTypes.float32) return new Uint8Array(Float32Array.from(numbers).buffer);
  if (dtype === dataTypes.int32) return new Uint8Array(Int32Array.from(numbers).buffer);
  if (dtype === dataTypes.bool) return Uint8Array.from(numbers, (value) => (value ? 1 : 0));
  throw unsupportedConstant(dtype);
}

export function sameConstant(a: Constant | undefined, b: Constant): boolean {
  return (
    a !== undefined &&
    a.dtype === b.dtype &&
    a.shape.join() === b.shape.join() &&
    Buffer.compare(a.bytes, b.bytes) === 0
  );
}

/** The values in the form that tfjs-node's binding takes. */
export function constantValues({ dtype, bytes }: Constant): Float32Array | Int32Array | Uint8Array {
  if (dtype === dataTypes.float32) return new Float32Array(bytes.buffer);
  if (dtype === dataTypes.int32) return new Int32Array(bytes.buffer);
  return bytes;
}
