import { pickleError } from '../errors.ts';
import type { FileBytes } from '../file-bytes.ts';
import { maxStartBytes, parseStart } from '../file-start.ts';
import { quoted } from '../quoted.ts';
import { buffered } from './buffered.ts';
import type { Archive, ByteRange } from './archive.ts';
import { PickleCursor } from './cursor.ts';
import { stateDict } from './state-dict.ts';
import { bytesOf, Storages } from './storages.ts';
import { unpickle } from './unpickle.ts';

const magic = 0x1950a86a20f9469cfc6cn;
const version = 1001;

/** The magic number, the protocol and system information, the content, and the storages' keys in the order in which they follow: one pickle each. */
function parse(where: string, first: Uint8Array, fileBytes: number) {
  const cursor = new PickleCursor(where, first, fileBytes, fileBytes);
  const plain = () =>
    unpickle(cursor, () => {
      throw cursor.fail('its header refers to a storage');
    });
  if (plain() !== magic)
    throw cursor.fail('it is a pickle, but not of PyTorch: use torch.save to write it');
  const written = plain();
  if (written !== version)
    throw cursor.fail(`it is of version ${quoted(written)}, and only ${version} can be read`);
  const system = plain();
  if (!(system instanceof Map)) throw cursor.fail('it does not state the system that wrote it');
  if (system.get('little_endian') !== true)
    throw cursor.fail('it was written on a big-endian machine, and only little-endian can be read');
  const storages = new Storages();
  const tensors = stateDict(unpickle(cursor, storages.load), cursor);
  const keys = plain();
  if (!Array.isArray(keys)) throw cursor.fail('it does not list its storages');
  return { tensors, storages, keys, end: cursor.at };
}

/**
 * Reads the output of `torch.save` before PyTorch 1.6: pickles, then every storage as its length in 64 bits and its elements.
 *
 * @throws FormatError `FORMAT_PICKLE`, `FORMAT_PICKLE_CODE`
 */
export async function readLegacy(where: string, bytes: FileBytes): Promise<Archive> {
  const fail = (problem: string) => pickleError(where, problem);
  const { tensors, storages, keys, end } = await parseStart(
    bytes,
    (first) => parse(where, first, bytes.size),
    () => fail(`its pickles are longer than the ${maxStartBytes} bytes allowed`),
  );
  const near = buffered(bytes);
  const places = new Map<string, ByteRange>();
  let at = end;
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.whole.get(key) : undefined;
    if (!storage || places.has(storage.key))
      throw fail(`it lists a storage ${quoted(key)} that no tensor has`);
    const range = { start: at + 8, end: at + 8 + bytesOf(storage) };
    if (range.end > bytes.size)
      throw fail(
        `a storage would end at byte ${range.end}, but the file has only ${bytes.size} bytes`,
      );
    const length = await near(at, 8);
    if (length.readBigUInt64LE(0) !== BigInt(storage.count))
      throw fail(`the storage at byte ${at} does not have the ${storage.count} elements stated`);
    places.set(storage.key, range);
    at = range.end;
  }
  return { tensors, storages: places };
}
