import { elementBytes, type Dtype } from './dtype.ts';
import { unwritableTensor } from './errors.ts';

/** A tensor's entry in a header. */
export interface TensorLayout {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** A tensor to write: `data` holds its elements in the machine's (little-endian) order, row-major. */
export interface TensorData extends TensorLayout {
  readonly data: ArrayBufferView;
}

/** A tensor to write whose elements are made on demand. */
export interface TensorSource extends TensorLayout {
  /** Makes the elements, in the order of {@link TensorData.data}. */
  read(this: void): Promise<ArrayBufferView>;
}

function bytesOf(path: string, name: string, { dtype, shape, data }: TensorData): Uint8Array {
  const bytes = sizeOf({ dtype, shape });
  if (bytes !== data.byteLength) {
    throw unwritableTensor(
      path,
      name,
      `shape [${shape.join(', ')}] of ${dtype} takes ${bytes} bytes, its data has ${data.byteLength}`,
    );
  }
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Sorts tensors by element size, widest first, then by name. So every tensor starts at a multiple of its element
 * size, and equal content gives equal files.
 */
function inFileOrder<Tensor extends TensorLayout>(
  tensors: Readonly<Record<string, Tensor>>,
): [string, Tensor][] {
  return Object.entries(tensors).sort(
    ([a, { dtype: one }], [b, { dtype: other }]) =>
      elementBytes[other] - elementBytes[one] || (a < b ? -1 : 1),
  );
}

/**
 * The bytes of a safetensors file, in successive pieces; the tensors' bytes are not copied.
 *
 * @param path named in errors
 * @throws FormatError `FORMAT_SAFETENSORS` when a shape does not match its data
 */
export function encodeSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorData>>,
  metadata?: Readonly<Record<string, string>>,
): readonly Uint8Array[] {
  const data = inFileOrder(tensors).map(([name, tensor]) => bytesOf(path, name, tensor));
  return [...encodeHeader(path, tensors, metadata), ...data];
}

/**
 * Like {@link encodeSafetensors}, with two tensors in memory at a time: each is made while the previous one is
 * written.
 */
export async function* streamedSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorSource>>,
  metadata?: Readonly<Record<string, string>>,
): AsyncGenerator<Uint8Array, void> {
  yield* encodeHeader(path, tensors, metadata);
  const ordered = inFileOrder(tensors);
  const begin = (at: number) => {
    const reading = ordered[at]?.[1].read();
    reading?.catch(() => undefined); // It is thrown where it is waited for.
    return reading;
  };
  let next = begin(0);
  for (const [at, [name, { dtype, shape }]] of ordered.entries()) {
    const reading = next;
    next = begin(at + 1);
    yield bytesOf(path, name, { dtype, shape, data: (await reading) as ArrayBufferView });
  }
}

/**
 * The bytes before the tensors', for a writer that makes these on demand: widest elements first, then by name,
 * without gaps.
 *
 * @param path named in errors
 * @throws FormatError `FORMAT_SAFETENSORS` for a name that the format reserves
 */
export function encodeHeader(
  path: string,
  tensors: Readonly<Record<string, TensorLayout>>,
  metadata?: Readonly<Record<string, string>>,
): readonly Uint8Array[] {
  const header: [string, unknown][] = metadata ? [['__metadata__', metadata]] : [];
  let end = 0;
  for (const [name, { dtype, shape }] of inFileOrder(tensors)) {
    if (name === '__metadata__')
      throw unwritableTensor(path, name, 'the format reserves this name');
    header.push([name, { dtype, shape, data_offsets: [end, (end += sizeOf({ dtype, shape }))] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  // Blanks are valid JSON; they let the tensors start at a multiple of 8.
  const padded = new Uint8Array(Math.ceil(json.byteLength / 8) * 8).fill(0x20);
  padded.set(json);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(padded.byteLength), true);
  return [length, padded];
}

function sizeOf({ dtype, shape }: TensorLayout): number {
  return shape.reduce((product, size) => product * size, elementBytes[dtype]);
}
