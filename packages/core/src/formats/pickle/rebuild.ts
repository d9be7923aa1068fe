import { elementBytes } from '../dtype.ts';
import { isCount } from '../is-count.ts';
import { KnownName, PickledTensor, Storage, Tuple, type PickleValue } from './values.ts';

/** A fault in a pickle, worded without a subject: the file's reader adds the path. */
export class Unsound extends Error {}

/** The most dimensions: no framework has arrays of more. */
const mostDimensions = 64;

function counts(value: PickleValue | undefined, what: string): number[] {
  const items = value instanceof Tuple ? value.items : Array.isArray(value) ? value : undefined;
  if (!items?.every(isCount) || items.length > mostDimensions)
    throw new Unsound(
      `a tensor's ${what} is not a list of at most ${mostDimensions} whole numbers`,
    );
  return [...items];
}

/** How many elements of this type a storage holds. */
export function capacity({ storage, dtype }: Pick<PickledTensor, 'storage' | 'dtype'>): number {
  const bytes = storage.count * (storage.dtype === undefined ? 1 : elementBytes[storage.dtype]);
  return Math.floor(bytes / elementBytes[dtype]);
}

/** The number of elements from a tensor's first to its last, both included; not all between need be its own. */
export function spanOf(shape: readonly number[], strides: readonly number[]): number {
  if (shape.includes(0)) return 0;
  return 1 + shape.reduce((sum, size, i) => sum + (size - 1) * (strides[i] as number), 0);
}

function view(args: readonly PickleValue[], name: PickleValue | undefined): PickledTensor {
  const [storage, offset] = args;
  if (!(storage instanceof Storage)) throw new Unsound('a tensor has no storage');
  const dtype = name instanceof KnownName ? name.dtype : storage.dtype;
  if (dtype === undefined) throw new Unsound('a tensor has no type that can be read');
  const [shape, strides] = [counts(args[2], 'shape'), counts(args[3], 'strides')];
  if (shape.length !== strides.length)
    throw new Unsound(`a tensor has ${shape.length} sizes and ${strides.length} strides`);
  if (!isCount(offset)) throw new Unsound('a tensor begins nowhere');
  // An empty tensor may begin anywhere: PyTorch keeps the offset of the original slice.
  if (shape.includes(0)) return new PickledTensor(storage, dtype, 0, shape, strides);
  const end = offset + spanOf(shape, strides);
  const held = capacity({ storage, dtype });
  if (end > held)
    throw new Unsound(`a tensor of shape [${shape.join(', ')}] ends past its storage of ${held}`);
  return new PickledTensor(storage, dtype, offset, shape, strides);
}

/** Refuses a tensor whose numbers PyTorch has not yet negated or conjugated, such as `z.conj().imag`: it saves them as they lie. */
function checkResolved(notes: PickleValue | undefined): void {
  if (notes instanceof Map && (notes.get('neg') === true || notes.get('conj') === true))
    throw new Unsound(
      'a tensor is saved with a mark to negate or conjugate it, which resolve_neg() and resolve_conj() carry out',
    );
}

/** `torch._utils._rebuild_tensor_v2(storage, offset, sizes, strides, requires_grad, hooks, notes)`. */
export const rebuildTensor = (args: readonly PickleValue[]): PickledTensor => {
  checkResolved(args[6]);
  return view(args, undefined);
};

/** `torch._utils._rebuild_tensor_v3`, the same with a dtype before the notes. */
export const rebuildTyped = (args: readonly PickleValue[]): PickledTensor => {
  if (!(args[6] instanceof KnownName)) throw new Unsound('a tensor has no type that can be read');
  checkResolved(args[7]);
  return view(args, args[6]);
};
