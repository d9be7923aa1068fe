import { methods, trainedOn, type AdapterConfig } from '@singlora/core/registry';
import type { PaperModel } from '@singlora/records';

/** The adapted projections as [in, out], and in how many layers each is. */
type Adapted = Pick<PaperModel, 'projections'> & Partial<Pick<PaperModel, 'layers'>>;

/** Adapter parameters of the method `name`, as it declares them; undefined for unknown ones. */
export function parameterCount(
  name: string,
  { projections, layers = 1 }: Adapted,
  rank: number,
): number | undefined {
  const method = methods.get(name);
  if (!method) return undefined;
  const config = method.schema.parse({ method: name, r: rank }) as AdapterConfig;
  // Many projections have one shape.
  const counted = new Map<string, number>();
  const countOf = ([inFeatures, outFeatures]: Adapted['projections'][number]) => {
    const shape = `${inFeatures} × ${outFeatures}`;
    const count =
      counted.get(shape) ?? trainedOn(method, { kind: 'linear', inFeatures, outFeatures }, config);
    counted.set(shape, count);
    return count;
  };
  return layers * projections.reduce((sum, one) => sum + countOf(one), 0);
}
