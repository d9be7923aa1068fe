import type { Dtype } from '../dtype.ts';
import { rebuildTensor, rebuildTyped } from './rebuild.ts';
import { inert, KnownName, PickledTensor, Tuple, type PickleValue } from './values.ts';

type Call = (args: readonly PickleValue[]) => PickleValue;

const storages: Readonly<Record<string, Dtype>> = {
  Float: 'F32',
  Double: 'F64',
  Half: 'F16',
  BFloat16: 'BF16',
  Long: 'I64',
  Int: 'I32',
  Short: 'I16',
  Char: 'I8',
  Byte: 'U8',
  Bool: 'BOOL',
  ComplexFloat: 'C64',
};

const dtypes: Readonly<Record<string, Dtype>> = {
  float32: 'F32',
  float64: 'F64',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint8: 'U8',
  uint16: 'U16',
  uint32: 'U32',
  uint64: 'U64',
  bool: 'BOOL',
  complex64: 'C64',
  float8_e4m3fn: 'F8_E4M3',
  float8_e5m2: 'F8_E5M2',
  float8_e8m0fnu: 'F8_E8M0',
  float8_e4m3fnuz: 'F8_E4M3FNUZ',
  float8_e5m2fnuz: 'F8_E5M2FNUZ',
};

/** A dictionary, from a list of pairs if there is one: Python 2 wrote `OrderedDict` this way. */
const dictionary: Call = ([pairs]) => {
  const made = new Map<PickleValue, PickleValue>();
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    const items = pair instanceof Tuple ? pair.items : Array.isArray(pair) ? pair : [];
    made.set(items[0] ?? null, items[1] ?? null);
  }
  return made;
};
const nothing: Call = () => inert;
const firstOf: Call = ([first]) => (first instanceof PickledTensor ? first : inert);
/** `_rebuild_from_type_v2(function, type, arguments, state)`: a tensor with attributes. */
const fromType: Call = ([call, , args]) =>
  call instanceof KnownName && call.call !== fromType && args instanceof Tuple
    ? (call.call?.(args.items) ?? inert)
    : inert;

const calls: Readonly<Record<string, Call>> = {
  'collections.OrderedDict': dictionary,
  'collections.defaultdict': () => new Map(),
  'collections.Counter': nothing,
  'torch._utils._rebuild_tensor': rebuildTensor,
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_tensor_v3': rebuildTyped,
  'torch._utils._rebuild_parameter': firstOf,
  'torch._utils._rebuild_parameter_with_state': firstOf,
  'torch.nn.parameter.Parameter': firstOf,
  'torch._tensor._rebuild_from_type_v2': fromType,
  'torch.Size': ([sizes]) => (sizes instanceof Tuple ? sizes : inert),
  'torch.device': nothing,
  '_codecs.encode': nothing, // bytes, in protocol 2
  'numpy.dtype': nothing,
  'numpy.core.multiarray.scalar': nothing,
  'numpy.core.multiarray._reconstruct': nothing,
  'numpy._core.multiarray.scalar': nothing,
  'numpy._core.multiarray._reconstruct': nothing,
  'numpy.core.numeric._frombuffer': nothing,
  'numpy._core.numeric._frombuffer': nothing,
  'argparse.Namespace': nothing,
  ...Object.fromEntries(
    ['builtins', '__builtin__'].flatMap((module) =>
      ['set', 'frozenset', 'bytearray', 'complex'].map((name) => [`${module}.${name}`, nothing]),
    ),
  ),
};

/** Named but never called: as a type, or as Lightning's key for a callback's state. */
const mentioned = [
  ...['torch.Tensor', 'numpy.ndarray', 'builtins.dict', 'builtins.list', 'builtins.int'],
  ...['builtins.float', '__builtin__.dict', '__builtin__.list'],
  'pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint',
  'lightning.pytorch.callbacks.model_checkpoint.ModelCheckpoint',
];

const untyped = ['torch.storage.UntypedStorage', 'torch.UntypedStorage'];

/**
 * Everything that a pickle may name. None of it runs: a call makes a view of a storage, a dictionary, or nothing at
 * all.
 */
export const knownNames: ReadonlyMap<string, KnownName> = new Map(
  [
    ...Object.entries(calls).map(([name, call]) => new KnownName(name, { call })),
    ...mentioned.map((name) => new KnownName(name, {})),
    ...untyped.map((name) => new KnownName(name, {})),
    ...Object.entries(dtypes).map(([name, dtype]) => new KnownName(`torch.${name}`, { dtype })),
    ...Object.entries(storages).flatMap(([name, dtype]) =>
      ['torch', 'torch.cuda'].map((module) => new KnownName(`${module}.${name}Storage`, { dtype })),
    ),
  ].map((known) => [known.name, known]),
);
