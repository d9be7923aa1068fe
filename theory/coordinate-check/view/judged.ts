import { growthBeside, isFault, pointsOf, verdictBesideLoss } from '@singlora/scaling/verdicts';
import type { CoordinateStep, Losses, Modules } from '../record.ts';
import type { CoordinateRun } from './subject.ts';

/**
 * Recorded steps with today's verdicts, from their points. Largest entries keep their recorded verdict: it depends on
 * the layers' numbers of entries, which are not in the record. A former exception of a module's quantity stays one.
 */
export const judgedRun = (run: CoordinateRun): CoordinateRun => ({
  ...run,
  result: { ...run.result, modules: judgedModules(run.result.modules, run.result.losses) },
});

const judgedModules = (modules: Modules, losses: Losses): Modules =>
  modules.map((module) => ({
    ...module,
    steps: module.steps.map((step) => {
      if (step.quantity !== 'size' && step.quantity !== 'change') return step;
      const free = module.steps.find(
        (one) => one.quantity === step.quantity && one.expected?.exponent === 'free',
      );
      return judgedStep(step, free?.expected ?? null, losses);
    }),
  }));

type Expected = CoordinateStep['expected'];

function judgedStep(step: CoordinateStep, free: Expected, losses: Losses): CoordinateStep {
  const own = step.expected?.exponent === 'free' ? null : step.expected;
  const { fit: _, verdict: found, ...growth } = growthBeside(pointsOf(step.points), own?.exponent);
  const verdict = verdictBesideLoss(found, own, step.step, losses ?? []);
  const judged: CoordinateStep = { ...step, ...growth, verdict };
  if (verdict === step.verdict) return judged;
  return { ...judged, expected: isFault({ ...judged, expected: own }) ? (own ?? free) : own };
}
