import { methods, trainedOn, type AdapterConfig } from '@singlora/core/registry';
import type { PaperModel } from '@singlora/records';

/** The adapted projections as [in, out], and in how many layers each is. */
type Adapted = Pick<PaperModel, 'projections'> & Partial<Pick<PaperModel, 'layers'>>;

/** Adapter parameters of one layer, cached by method, rank and shape: many runs share them. */
const counted = new WeakMap<object, Map<string, number>>();

/** The adapter parameters of the method `name`, by its own declaration; undefined for unknown methods. */
export function parameterCount(name: string, { projections, layers = 1 }: Adapted, rank: number) {
  const method = methods.get(name);
  if (!method) return undefined;
  const own = counted.get(method) ?? new Map<string, number>();
  counted.set(method, own);
  const countOf = ([inFeatures, outFeatures]: Adapted['projections'][number]) => {
    const key = `${rank}: ${inFeatures} × ${outFeatures}`;
    let count = own.get(key);
    if (count === undefined) {
      const config = method.schema.parse({ method: name, r: rank }) as AdapterConfig;
      count = trainedOn(method, { kind: 'linear', inFeatures, outFeatures }, config);
      own.set(key, count);
    }
    return count;
  };
  return layers * projections.reduce((sum, one) => sum + countOf(one), 0);
}
