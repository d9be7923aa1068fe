import { format, markup, type Html } from '@singlora/reporting';
import type { RecordedRun } from './run.ts';

/** Predictions that were recorded but cannot be used: their runs are compared without their rows. */
export function problemsNote(runs: readonly RecordedRun[]): Html | false {
  const problems = runs.flatMap(({ predictions }) =>
    predictions && 'problem' in predictions ? predictions.problem : [],
  );
  if (problems.length === 0) return false;
  const list = markup`<ul class="standin" id="damaged">
${problems.map((problem) => markup`<li><span class="badge">Damaged</span>${problem}</li>\n`)}</ul>
`;
  return markup`<details>
<summary>The predictions of ${format.plural(problems.length, 'run')} cannot be used: differences with them leave out the rows</summary>
${list}</details>
`;
}
