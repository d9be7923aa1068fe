import { quoted } from '../quoted.ts';
import type { PickleCursor } from './cursor.ts';
import { PickledTensor, Tuple, type PickleValue } from './values.ts';

/** The deepest nesting that is searched: deeper than any checkpoint is. */
const deepest = 30;
/** The memory that we keep per tensor, and per inspected value, in bytes. */
const [costOfTensor, costOfValue] = [300, 60];

/** A key as part of a name; an optimiser's state has numbers as keys. */
const nameOf = (key: PickleValue): string =>
  typeof key === 'string' ? key : typeof key === 'number' ? String(key) : '?';

function* entriesOf(value: PickleValue): Iterable<[PickleValue, PickleValue]> {
  if (value instanceof Map) return yield* value;
  const items = Array.isArray(value) ? value : value instanceof Tuple ? value.items : [];
  for (let i = 0; i < items.length; i++) yield [i, items[i] as PickleValue];
}

/** The content under `state_dict`, where Lightning and the first Stable Diffusion put it; else all of it. */
function stateDictIn(content: PickleValue): PickleValue {
  let found = content;
  for (let depth = 0; found instanceof Map && depth < deepest; depth++) {
    const inner = found.get('state_dict');
    if (!(inner instanceof Map)) break;
    found = inner;
  }
  return found;
}

/**
 * The tensors of a checkpoint by name. In nested dictionaries or lists a name joins the keys with dots; a single tensor
 * is called `tensor`.
 *
 * @throws FormatError `FORMAT_PICKLE` for two tensors of one name, or too many values for the file's size
 */
export function stateDict(
  content: PickleValue,
  cursor: PickleCursor,
): ReadonlyMap<string, PickledTensor> {
  const tensors = new Map<string, PickledTensor>();
  const note = (name: string, tensor: PickledTensor) => {
    cursor.keep(costOfTensor + 2 * name.length);
    if (tensors.has(name)) throw cursor.fail(`it holds the tensor ${quoted(name)} twice`);
    tensors.set(name, tensor);
  };
  const collect = (value: PickleValue, prefix: string, depth: number): void => {
    for (const [key, inner] of entriesOf(value)) {
      cursor.keep(costOfValue + prefix.length);
      const name = prefix + nameOf(key);
      if (inner instanceof PickledTensor) note(name, inner);
      else if (typeof inner !== 'object' || inner === null) continue;
      else if (depth === deepest) throw cursor.fail(`it is more than ${deepest} levels deep`);
      else collect(inner, `${name}.`, depth + 1);
    }
  };
  const root = stateDictIn(content);
  if (root instanceof PickledTensor) note('tensor', root);
  else collect(root, '', 0);
  return tensors;
}
