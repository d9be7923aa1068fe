import { reasonOf } from '../../errors/index.ts';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { FormatError, pickleError } from '../errors.ts';
import type { FileBytes } from '../file-bytes.ts';
import { quoted } from '../quoted.ts';
import type { Archive, ByteRange } from './archive.ts';
import { buffered } from './buffered.ts';
import { PickleCursor } from './cursor.ts';
import { stateDict } from './state-dict.ts';
import { bytesOf, Storages } from './storages.ts';
import { unpickle } from './unpickle.ts';

const maxPickleBytes = 100_000_000;

/** Lets `yauzl` read from a file that is already open, and leaves it open. */
class Window extends RandomAccessReader {
  readonly #read: (start: number, length: number) => Promise<Buffer>;
  readonly #size: number;

  constructor(file: FileBytes) {
    super();
    this.#read = buffered(file);
    this.#size = file.size;
  }

  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null) => void,
  ): void {
    if (length === 0) return void setImmediate(() => done(null));
    if (!(position >= 0 && position + length <= this.#size)) {
      const problem = `it refers to byte ${position + length} of ${this.#size}`;
      return void setImmediate(() => done(new Error(problem)));
    }
    this.#read(position, length).then(
      (bytes) => {
        bytes.copy(target, offset);
        done(null);
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  }

  override close(done: (error: Error | null) => void): void {
    done(null);
  }
}

async function place(zip: ZipFile, entry: Entry, size: number): Promise<ByteRange> {
  const fail = (problem: string) => new Error(`its ${quoted(entry.fileName)} ${problem}`);
  if (entry.isEncrypted()) throw fail('is encrypted');
  if (entry.compressionMethod !== 0)
    throw fail('is compressed, which torch.save never does; zip -0 packs files as they are');
  const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const end = start + entry.uncompressedSize;
  if (end > size) throw fail(`would end at byte ${end}, but the file has only ${size} bytes`);
  return { start, end };
}

/**
 * The names of a zip's members, and the byte range of each.
 * @throws FormatError unless a member whose range is asked for is uncompressed and inside the file
 */
async function membersOf(where: string, bytes: FileBytes) {
  const sound = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof FormatError ? error : pickleError(where, reasonOf(error));
    }
  };
  return sound(async () => {
    const options = { autoClose: false };
    const zip = await fromRandomAccessReaderPromise(new Window(bytes), bytes.size, options);
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw new Error(`it holds ${quoted(entry.fileName)} twice`);
      entries.set(entry.fileName, entry);
    }
    return {
      names: [...entries.keys()],
      place: async (name: string) => {
        const entry = entries.get(name);
        return entry && sound(() => place(zip, entry, bytes.size));
      },
    };
  });
}

/** The folder inside the archive that holds everything; its name does not matter. */
function folderOf(where: string, names: readonly string[]): string {
  const pickle = names.find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined)
    throw pickleError(where, 'it is a zip without data.pkl, so PyTorch did not write it');
  const folder = pickle.slice(0, -'data.pkl'.length);
  if (names.includes(`${folder}constants.pkl`))
    throw pickleError(where, 'it is a TorchScript program, which holds code beside weights');
  return folder;
}

/**
 * Reads the output of `torch.save` since PyTorch 1.6: a zip of `data.pkl` and a member for each storage, all
 * uncompressed. Only the zip's directory and the pickle are read.
 *
 * @throws FormatError `FORMAT_PICKLE`, `FORMAT_PICKLE_CODE`
 */
export async function readZip(where: string, bytes: FileBytes): Promise<Archive> {
  const fail = (problem: string) => pickleError(where, problem);
  const members = await membersOf(where, bytes);
  const folder = folderOf(where, members.names);
  const order = await members.place(`${folder}byteorder`);
  if (order) {
    const told = await bytes.read(order.start, Math.min(order.end, order.start + 20));
    const text = Buffer.from(told).toString('latin1');
    if (text !== 'little')
      throw fail(`its byte order is ${quoted(text)}, and only "little" can be read`);
  }
  const { start, end } = (await members.place(`${folder}data.pkl`)) as ByteRange;
  if (end - start > maxPickleBytes)
    throw fail(`its pickle is longer than the ${maxPickleBytes} bytes allowed`);
  const pickle = await bytes.read(start, end);
  const cursor = new PickleCursor(where, pickle, pickle.length, bytes.size);
  const storages = new Storages();
  const tensors = stateDict(unpickle(cursor, storages.load), cursor);
  const places = new Map<string, ByteRange>();
  for (const storage of storages.whole.values()) {
    const member = await members.place(`${folder}data/${storage.key}`);
    if (!member) throw fail(`its member data/${storage.key}, which a tensor needs, is missing`);
    if (member.end - member.start < bytesOf(storage))
      throw fail(
        `its member data/${storage.key} is shorter than the ${bytesOf(storage)} bytes stated`,
      );
    places.set(storage.key, member);
  }
  return { tensors, storages: places };
}
