import type { PaperModel } from '@singlora/records';

type Count = (inFeatures: number, outFeatures: number, rank: number) => number;

const twoFactors: Count = (inFeatures, outFeatures, rank) => (inFeatures + outFeatures) * rank;

/** Parameters that a method adds to one linear layer. */
const counts: Readonly<Record<string, Count>> = {
  lora: twoFactors,
  'lora+': twoFactors,
  dora: (inFeatures, outFeatures, rank) => twoFactors(inFeatures, outFeatures, rank) + outFeatures,
  singlora: (inFeatures, outFeatures, rank) => Math.max(inFeatures, outFeatures) * rank,
};

/** Adapter parameters of `method` on `model` by the method's definition; undefined for others. */
export function parameterCount(
  method: string,
  model: PaperModel,
  rank: number,
): number | undefined {
  const count = Object.hasOwn(counts, method) ? counts[method] : undefined;
  if (!count) return undefined;
  const perLayer = model.projections.reduce((sum, [from, to]) => sum + count(from, to, rank), 0);
  return model.layers * perLayer;
}
