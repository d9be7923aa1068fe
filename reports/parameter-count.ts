import { methods, trainedOn, type AdapterConfig } from '@singlora/core/registry';
import type { PaperModel } from '@singlora/records';

/** Adapter parameters of `method` on `model`, as the method declares them; undefined for unknown ones. */
export function parameterCount(name: string, model: PaperModel, rank: number): number | undefined {
  const method = methods.get(name);
  if (!method) return undefined;
  const config = method.schema.parse({ method: name, r: rank }) as AdapterConfig;
  const perLayer = model.projections
    .map(([inFeatures, outFeatures]) =>
      trainedOn(method, { kind: 'linear', inFeatures, outFeatures }, config),
    )
    .reduce((sum, n) => sum + n, 0);
  return model.layers * perLayer;
}
