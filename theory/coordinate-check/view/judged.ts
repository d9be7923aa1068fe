import { growthOf } from '@singlora/scaling/verdicts';
import type { CoordinateStep, Losses, Modules } from '../record.ts';

/**
 * Recorded steps with today's verdicts, from their points. Largest entries keep the verdict that was recorded: how many entries a
 * layer has, which may let the largest grow, is not in the record. What is an exception of a module's quantity stays one.
 */
export const judgedRun = <Run extends Judged>(run: Run): Run => ({
  ...run,
  result: { ...run.result, modules: judgedModules(run.result.modules, run.result.losses) },
});

/** A run of the check, or of a file that was measured elsewhere. */
interface Judged {
  readonly result: { readonly modules: Modules; readonly losses?: Losses };
}

const judgedModules = (modules: Modules, losses: Losses): Modules =>
  modules.map((module) => ({
    ...module,
    steps: module.steps.map((step) => {
      if (step.quantity !== 'size' && step.quantity !== 'change') return step;
      const exception = module.steps.find(
        (one) => one.quantity === step.quantity && one.exception !== null,
      );
      return judgedStep(step, exception?.exception ?? null, losses);
    }),
  }));

function judgedStep(step: CoordinateStep, known: string | null, losses: Losses): CoordinateStep {
  const points = step.points.map(({ width, values }) => ({
    width,
    values: values.map((value) => value ?? NaN),
  }));
  const { verdict: found, correction, decidedBy, lowPower } = growthOf(points);
  const isHigh = losses?.some(
    (loss) => loss.step === step.step && (loss.verdict === 'rises' || loss.verdict === 'diverged'),
  );
  const verdict = found === 'stable' && isHigh ? 'high loss' : found;
  if (verdict === step.verdict) return { ...step, correction, decidedBy, lowPower };
  const isFault = !['stable', 'undecided', 'zero'].includes(verdict);
  const exception = isFault ? known : null;
  const flagged = isFault && exception === null;
  return { ...step, verdict, correction, decidedBy, lowPower, exception, flagged };
}
