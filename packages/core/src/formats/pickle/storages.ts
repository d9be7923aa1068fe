import { elementBytes } from '../dtype.ts';
import { isCount } from '../is-count.ts';
import { quoted } from '../quoted.ts';
import { Unsound } from './rebuild.ts';
import { KnownName, Storage, Tuple, type PickleValue } from './values.ts';

export const bytesOf = ({ dtype, count }: Storage): number =>
  count * (dtype === undefined ? 1 : elementBytes[dtype]);

/** The storages of a file by the keys in persistent ids. */
export class Storages {
  /** Each whole storage, as stored in the file. */
  readonly whole = new Map<string, Storage>();

  /** `('storage', type, key, device, count)`, in old files with a view `(key, offset, count)` of it, or None. */
  readonly load = (id: PickleValue): Storage => {
    const [kind, type, named, , count, view] = id instanceof Tuple ? id.items : [];
    // LitGPT numbers its storages, and PyTorch reads that, too.
    const key = isCount(named) ? String(named) : named;
    const isStorage =
      kind === 'storage' &&
      type instanceof KnownName &&
      /Storage$/.test(type.name) &&
      typeof key === 'string' &&
      isCount(count);
    if (!isStorage) throw new Unsound('its pickle refers to something that is no storage');
    const storage = new Storage(key, type.dtype, count, 0);
    const known = this.whole.get(key);
    if (known && (known.dtype !== storage.dtype || known.count !== storage.count))
      throw new Unsound(`its storage ${quoted(key)} is described in two ways`);
    if (!known) this.whole.set(key, storage);
    if (!(view instanceof Tuple)) return known ?? storage;
    const [, offset, size] = view.items;
    if (!isCount(offset) || !isCount(size) || offset + size > count)
      throw new Unsound('a view of a storage leaves it');
    return new Storage(key, type.dtype, size, offset);
  };
}
