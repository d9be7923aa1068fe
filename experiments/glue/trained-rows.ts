import { apartFrom, selectRows, splitOff, type Row } from '@singlora/glue';
import { spare, type GlueRunConfig } from '@singlora/records';
import { randomStream } from '@singlora/runtime';

/** A sample that depends only on its size and split. */
export const sampled = (name: string, all: readonly Row[], count: number | 'all') =>
  count === 'all' ? all : selectRows(all, count, randomStream(0, 'rows', name));

export const setApart = (name: string, all: readonly Row[], count: number) =>
  splitOff(all, count, randomStream(0, 'rows', name));

/** The rows that results train on, and the spare ones: drawn first by row, or from rows sharing no text with a trained one. */
export function trainedRows(
  all: readonly Row[],
  { trainRows, spareRows, spareBy }: Pick<GlueRunConfig, 'trainRows' | 'spareRows' | 'spareBy'>,
): { readonly trained: readonly Row[]; readonly spares?: readonly Row[] } {
  if (spareRows === 0) return { trained: sampled('train', all, trainRows) };
  if (spareBy === 'row') {
    const { rest, held } = setApart(spare, all, spareRows);
    return { trained: sampled('train', rest, trainRows), spares: held };
  }
  const trained = sampled('train', all, trainRows);
  const left = apartFrom(all, trained);
  return {
    trained,
    spares: left.length === spareRows ? left : setApart(spare, left, spareRows).held,
  };
}
