import { type RecordedRun } from '@singlora/comparison';
import { format, type Html } from '@singlora/reporting';
import { damagedList } from '../damaged.ts';

/**
 * Predictions that were recorded but cannot be used: their runs are compared without their rows. Of the newest `checked` runs
 * all are looked at, of the others those that the page compares: so it is to be made after what compares them.
 */
export function problemsNote(runs: readonly RecordedRun[], checked: number): Html | false {
  for (const { predictions } of runs.slice(0, checked)) predictions.read();
  const problems = runs.flatMap(({ predictions }) => predictions.problem ?? []);
  return damagedList(
    problems,
    `The predictions of ${format.plural(problems.length, 'run')} cannot be used: differences with them leave out the rows`,
  );
}
