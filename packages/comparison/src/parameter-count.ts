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
  const perLayer = projections
    .map(([inFeatures, outFeatures]) =>
      trainedOn(method, { kind: 'linear', inFeatures, outFeatures }, config),
    )
    .reduce((sum, n) => sum + n, 0);
  return layers * perLayer;
}
