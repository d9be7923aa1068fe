import { type GlueSetting, type GlueVariant } from '@singlora/comparison';
import { methodOrder } from '@singlora/reporting';

export type Sweep = ReturnType<typeof sweepsOf>[number];

/** The scores of one method at one value of the varied setting. */
export type SweepPoint = Sweep['points'][number];

/** A setting's variants as lines: one per method, against the number that `xOf` reads from the configuration. */
export function sweepsOf(
  { variants }: GlueSetting,
  xOf: (config: GlueVariant['config']) => number | undefined,
) {
  const found = variants.flatMap((variant) => {
    const x = xOf(variant.config);
    return x === undefined ? [] : [{ x, variant }];
  });
  const methods = [...new Set(found.map(({ variant: { method } }) => method))].sort(
    (a, b) => methodOrder(a) - methodOrder(b) || a.localeCompare(b),
  );
  return methods.map((method) => ({
    method,
    points: found.filter((one) => one.variant.method === method).sort((a, b) => a.x - b.x),
  }));
}

/** Every x of several sweeps, ascending. */
export const placesOf = (sweeps: readonly Sweep[]): number[] =>
  [...new Set(sweeps.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
