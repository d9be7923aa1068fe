import type { FileBytes } from '../file-bytes.ts';
import type { PickledTensor } from './values.ts';

type View = Pick<PickledTensor, 'shape' | 'strides'>;

/** The number of bytes loaded at once. */
const windowBytes = 4 << 20;

interface Axis {
  readonly size: number;
  /** The stride between entries, in elements: as stored, and in the row-major result. */
  readonly from: number;
  readonly to: number;
}

/** The axes of more than one entry, in storage order. */
function axesOf({ shape, strides }: View): Axis[] {
  let step = 1;
  const axes = shape.map((size, i): Axis => ({ size, from: strides[i] as number, to: 0 }));
  for (let i = axes.length - 1; i >= 0; i--) {
    const axis = axes[i] as Axis;
    axes[i] = { ...axis, to: step };
    step *= axis.size;
  }
  return axes.filter(({ size }) => size > 1).sort((a, b) => b.from - a.from);
}

/** Whether its elements are stored row-major without gaps. */
export function isContiguous(view: View): boolean {
  return view.shape.includes(0) || axesOf(view).every(({ from, to }) => from === to);
}

/** Whether two of its elements, other than along an axis of stride 0, share storage. */
export function overlaps(view: View): boolean {
  let reach = 0;
  for (const { size, from } of axesOf(view).reverse()) {
    if (from === 0) continue;
    if (from <= reach) return true;
    reach += from * (size - 1);
  }
  return false;
}

type Words = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

function wordsOf(
  { buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>,
  width: number,
): Words {
  if (width === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  const words = width === 2 ? Uint16Array : width === 4 ? Uint32Array : BigUint64Array;
  return new words(buffer, byteOffset, Math.floor(byteLength / width));
}

/**
 * Reads a tensor that is not row-major: in storage order, placing each element, so that only a small part of the
 * file is loaded at a time.
 *
 * @param start where its first element begins in the file, in bytes; `end`, where its last one ends
 * @param view a tensor whose elements do not overlap
 * @param width of an element, in bytes: 1, 2, 4 or 8
 * @param target aligned to the width, as long as the tensor
 */
export async function gather(
  file: FileBytes,
  start: number,
  end: number,
  view: View,
  width: number,
  target: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const result = wordsOf(target, width);
  const window = new Uint8Array(Math.min(windowBytes, end - start));
  const held = wordsOf(window, width);
  let [first, past] = [0, 0]; // the numbers at hand
  const load = async (at: number): Promise<void> => {
    const bytes = Math.min(window.length, end - start - at * width);
    await file.readInto(window.subarray(0, bytes), start + at * width);
    [first, past] = [at, at + bytes / width];
  };
  const walk = async (axes: readonly Axis[], from: number, to: number): Promise<void> => {
    const [axis, ...inner] = axes;
    if (!axis) {
      if (from >= past) await load(from);
      result[to] = held[from - first] as never;
    } else if (inner.length > 0) {
      for (let i = 0; i < axis.size; i++) await walk(inner, from + i * axis.from, to + i * axis.to);
    } else {
      for (let i = 0; i < axis.size;) {
        if (from + i * axis.from >= past) await load(from + i * axis.from);
        const room =
          axis.from === 0 ? axis.size : i + Math.ceil((past - from - i * axis.from) / axis.from);
        for (const stop = Math.min(axis.size, room); i < stop; i++)
          result[to + i * axis.to] = held[from + i * axis.from - first] as never;
      }
    }
  };
  await walk(axesOf(view), 0, 0);
}
