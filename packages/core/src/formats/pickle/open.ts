import { elementBytes, toFloat32, widenings, type TensorView } from '../dtype.ts';
import { notFloats, pickleError } from '../errors.ts';
import { closedOnError, type FileBytes } from '../file-bytes.ts';
import { memoryFor } from '../memory-budget.ts';
import { openBytes } from '../open-bytes.ts';
import { quoted } from '../quoted.ts';
import { readFloats } from '../read-floats.ts';
import { fileOf, type StateDictFile, type TensorInfo } from '../tensor-file.ts';
import type { Archive, ByteRange } from './archive.ts';
import { isPickled, isZip } from './first-bytes.ts';
import { gather, isContiguous, overlaps } from './gather.ts';
import { readLegacy } from './legacy.ts';
import { spanOf } from './rebuild.ts';
import type { PickledTensor } from './values.ts';
import { readZip } from './zip.ts';

interface Placed extends TensorInfo {
  readonly strides: readonly number[];
  readonly count: number;
  readonly contiguous: boolean;
}

/** @throws FormatError `FORMAT_PICKLE` for a tensor that would take far more memory than the file has bytes */
function place(
  name: string,
  { storage, dtype, offset, shape, strides }: PickledTensor,
  storages: ReadonlyMap<string, ByteRange>,
  fileBytes: number,
  fail: (problem: string) => Error,
): Placed {
  const range = storages.get(storage.key);
  if (!range) throw fail(`the storage of tensor ${quoted(name)} is not in it`);
  const width = elementBytes[dtype];
  const start = range.start + (storage.offset + offset) * width;
  const end = start + spanOf(shape, strides) * width;
  const count = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
  if (count * Math.max(4, width) > memoryFor(fileBytes))
    throw fail(
      `tensor ${quoted(name)} repeats its numbers to [${shape.join(', ')}], far more than are stored`,
    );
  if (overlaps({ shape, strides }))
    throw fail(`the rows of tensor ${quoted(name)} overlap (strides [${strides.join(', ')}])`);
  const contiguous = isContiguous({ shape, strides });
  return { dtype, shape, strides, start, end, count, contiguous };
}

/** A tensor's bytes, row-major, in a new array. */
async function readBytes(bytes: FileBytes, placed: Placed): Promise<Uint8Array> {
  const { start, end, count, dtype, contiguous } = placed;
  if (contiguous) return bytes.read(start, end);
  const target = new Uint8Array(count * elementBytes[dtype]);
  await gather(bytes, start, end, placed, elementBytes[dtype], target);
  return target;
}

/**
 * A tensor as 32-bit floats. Halves are gathered at the end of the result array and widened in place, so no other
 * array is needed.
 */
async function readWidened(bytes: FileBytes, placed: Placed, refused: () => Error) {
  const { dtype, start, end, count, contiguous } = placed;
  const widen = widenings[dtype];
  if (!widen) throw refused();
  const width = elementBytes[dtype];
  if (contiguous && dtype !== 'F32')
    return readFloats(bytes, start, end, { numbers: 1, bytes: width }, widen);
  if (width !== 2)
    return toFloat32({ dtype, shape: placed.shape, bytes: await readBytes(bytes, placed) });
  const floats = new Float32Array(count);
  const upper = new Uint8Array(floats.buffer, 2 * count);
  await gather(bytes, start, end, placed, width, upper);
  widen(upper, floats);
  return floats;
}

async function over(where: string, bytes: FileBytes): Promise<StateDictFile> {
  const fail = (problem: string) => pickleError(where, problem);
  const head = Buffer.from(await bytes.read(0, Math.min(40, bytes.size)));
  if (!isPickled(head))
    throw fail(`it begins with ${quoted(head.toString('latin1'))}, unlike what torch.save writes`);
  const archive: Archive = await (isZip(head) ? readZip : readLegacy)(where, bytes);
  const placed = new Map(
    [...archive.tensors].map(([name, tensor]) => [
      name,
      place(name, tensor, archive.storages, bytes.size, fail),
    ]),
  );
  const file = fileOf(where, placed);
  return {
    ...file,
    metadata: {},
    read: async (name): Promise<TensorView> => {
      const found = file.info(name);
      return { dtype: found.dtype, shape: found.shape, bytes: await readBytes(bytes, found) };
    },
    readFloat32: async (name) => {
      const found = file.info(name);
      return readWidened(bytes, found, () =>
        notFloats(found.dtype, `Tensor ${quoted(name)} in ${where}`),
      );
    },
    close: () => bytes.close(),
  };
}

/**
 * Opens the output of `torch.save` (`.pt`, `.pth`, `.bin`, `.ckpt`), in either of its forms, as data. Nothing in it is run, and a
 * name in its pickle that tensors do not need is refused. Only the pickle is read at first. Close it when done.
 *
 * @throws FormatError `FORMAT_PICKLE` for invalid content, `FORMAT_PICKLE_CODE` for such a name, `FORMAT_UNREADABLE`
 */
export async function openPickle(path: string): Promise<StateDictFile> {
  const bytes = await openBytes(path);
  return closedOnError(bytes, () => over(path, bytes));
}
