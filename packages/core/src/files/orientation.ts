import type { StateDictFile } from '@singlora/formats/bytes';
import { unknownOrientation } from '../errors.ts';
import type { Layer } from '../slot.ts';

type MatrixKind = 'linear' | 'conv1d';

/**
 * Tells of the base's matrices whether they are `[out, in]` or, as in GPT-2, `[in, out]`. What an adapter's file says of
 * `fan_in_fan_out` holds for the layer alone that PEFT adapted last, so it decides nothing by itself. The number of outputs
 * tells wherever a matrix is not square; a square one is as its namesakes are, or its neighbours.
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
  // One word for all layers is PEFT's; where they differ, each was recorded.
  const recorded = kinds.has('linear') && kinds.has('conv1d');
  return (key, said) => {
    if (recorded) return said;
    const nearest =
      kindOf((other) => nameIn(other) === nameIn(key)) ??
      kindOf((other) => parentOf(other) === parentOf(key));
    if (nearest) return nearest;
    if (known.size === 0 || kindOf(() => true) === said) return said;
    throw unknownOrientation(key);
  };
}

const parentOf = (key: string): string => key.split('.').slice(0, -2).join('.');
const nameIn = (key: string): string | undefined => key.split('.').at(-2);
