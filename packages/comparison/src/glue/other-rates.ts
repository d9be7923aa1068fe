import { isDeepStrictEqual } from 'node:util';
import type { Comparison } from '../comparison.ts';
import { compareGlue } from './compare.ts';
import type { PlannedTaskRuns } from './plan.ts';
import type { GlueOutcome } from './planned-runs.ts';
import type { GlueVariant } from './setting.ts';

/** A task's primary comparison in a plan, and the same in another plan at other learning rates of the two. */
export interface AtOtherRates {
  readonly measure: PlannedTaskRuns;
  readonly own: Comparison<GlueVariant>;
  readonly found: Comparison<GlueVariant>;
  /** The other plan's title. */
  readonly by: string;
}

const ratesOf = ({ one, other }: Comparison<GlueVariant>) =>
  [one, other].map(({ config }) => config.learningRate);

/** Where finished plans of the same model, layers and rows have a plan's primary comparison at other rates: they say how far it hangs on these. */
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

/** Those of several plans: each is computed once, over rows and seeds. */
export const otherRatesOf = (
  plans: readonly GlueOutcome[],
  others: readonly GlueOutcome[],
): OtherRates => new Map(plans.map((plan) => [plan, atOtherRates(plan, others)]));
