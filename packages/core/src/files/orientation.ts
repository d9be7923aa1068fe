import type { StateDictFile } from '../formats/bytes.ts';
import { unknownOrientation } from '../errors.ts';
import type { Layer } from '../slot.ts';

type MatrixKind = 'linear' | 'conv1d';

/**
 * Decides whether the base's matrices are `[out, in]` or, as in GPT-2, `[in, out]`. `fan_in_fan_out` in an adapter's file
 * describes only the layer that PEFT adapted last, so it decides nothing by itself. The number of outputs decides for a
 * matrix that is not square; a square one follows its namesakes, or its neighbours.
 *
 * @param layers the adapted layers by their tensor's key in the base
 * @returns a function of a square matrix's key and of what the file says
 */
export function squareKinds(
  file: StateDictFile,
  layers: ReadonlyMap<string, Layer>,
): (key: string, said: MatrixKind) => MatrixKind {
  const known = new Map<string, MatrixKind>();
  for (const key of file.names) {
    const { shape } = file.info(key);
    const [rows, columns] = shape;
    const bias = key.replace(/weight$/, 'bias');
    const outputs = layers.get(key)?.outFeatures ?? (file.has(bias) && file.info(bias).shape[0]);
    const isMatrix =
      key.endsWith('.weight') && shape.length === 2 && layers.get(key)?.kind !== 'embedding';
    if (!isMatrix || rows === columns) continue;
    if (outputs === rows) known.set(key, 'linear');
    if (outputs === columns) known.set(key, 'conv1d');
  }
  const kindOf = (alike: (key: string) => boolean): MatrixKind | undefined => {
    const [kind, other] = new Set([...known].flatMap(([key, one]) => (alike(key) ? [one] : [])));
    return other ? undefined : kind;
  };
  const kinds = new Set([...layers.values()].map(({ kind }) => kind));
  // PEFT states one orientation for all layers; where they differ, each was recorded.
  const recorded = kinds.has('linear') && kinds.has('conv1d');
  return (key, said) => {
    if (recorded) return said;
    const parent = parentOf(key);
    const nearest =
      kindOf((other) => nameIn(other) === nameIn(key)) ??
      // A model's own parts, such as its head, are no block of one kind.
      (parent && kindOf((other) => parentOf(other) === parent));
    if (nearest) return nearest;
    if (known.size === 0 || kindOf(() => true) === said) return said;
    throw unknownOrientation(key);
  };
}

const parentOf = (key: string): string => key.split('.').slice(0, -2).join('.');
const nameIn = (key: string): string | undefined => key.split('.').at(-2);
