import { isDeepStrictEqual } from 'node:util';
import type { Comparison } from '../comparison.ts';
import { compareGlue } from './compare.ts';
import type { PlannedTaskRuns } from './plan.ts';
import type { GlueOutcome } from './planned-runs.ts';
import type { GlueVariant } from './setting.ts';

/** A task's primary comparison in one plan, and the same at the learning rates of another plan. */
export interface AtOtherRates {
  readonly measure: PlannedTaskRuns;
  readonly own: Comparison<GlueVariant>;
  readonly found: Comparison<GlueVariant>;
  /** The other plan's title. */
  readonly by: string;
}

const ratesOf = ({ one, other }: Comparison<GlueVariant>) =>
  [one, other].map(({ config }) => config.learningRate);

/** A plan's primary comparisons at the rates of other finished plans with the same model, layers and rows. */
const atOtherRates = (
  { plan, measures, compared }: GlueOutcome,
  others: readonly GlueOutcome[],
): AtOtherRates[] =>
  others
    .filter((other) => other.missing.length === 0)
    .filter(({ plan: { model, adaptLayers } }) =>
      isDeepStrictEqual([model, adaptLayers], [plan.model, plan.adaptLayers]),
    )
    .flatMap((other) =>
      measures.flatMap((measure) => {
        const own = compared(measure, plan.primary);
        const again = other.measures.find(
          ({ name, planned }) =>
            name === measure.name && isDeepStrictEqual(planned, measure.planned),
        );
        const [one, against] = [plan.primary.candidate, plan.primary.against].map((each) =>
          again?.sideOf(each),
        );
        const found = again?.setting && one && against && compareGlue(again.setting, one, against);
        return own && found && !isDeepStrictEqual(ratesOf(own), ratesOf(found))
          ? [{ measure, own, found, by: other.plan.title }]
          : [];
      }),
    );

/** The comparisons at other rates, by plan. */
export type OtherRates = ReadonlyMap<GlueOutcome, readonly AtOtherRates[]>;

/** {@link OtherRates} of several plans; each comparison is computed once, over rows and seeds. */
export const otherRatesOf = (
  plans: readonly GlueOutcome[],
  others: readonly GlueOutcome[],
): OtherRates => new Map(plans.map((plan) => [plan, atOtherRates(plan, others)]));
