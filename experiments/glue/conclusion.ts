import { glueScore, scoredSplits, type GlueRunConfig, type GlueTask } from '@singlora/records';
import type { Concluded } from '@singlora/runner';
import { mean } from '@singlora/statistics';
import { grouped } from '@singlora/tracking';

/** A sentence holds so many scores. */
const mostCompared = 6;

/** The results of a command in a sentence: the mean of each method's seeds. Undefined where there are none, or too many. */
export function conclusion(
  { name, metrics: [headline] }: GlueTask,
  finished: readonly Concluded<GlueRunConfig>[],
): string | undefined {
  const results = finished.filter(({ config }) => config.purpose === 'result');
  const groups = [...grouped(results, ({ label }) => label.replace(/ · seed \d+$/, ''))];
  const [first] = results;
  const [split] = first ? scoredSplits(first.summary) : [];
  if (!first || split === undefined || groups.length > mostCompared) return undefined;
  const parts = groups.map(([label]) => label.split(' · '));
  const differing = parts.map((own) =>
    own.filter((part) => parts.length === 1 || !parts.every((other) => other.includes(part))),
  );
  const said = groups.map(([, runs], at) => {
    const score = mean(runs.map(({ summary }) => summary[glueScore.score(split, headline)] ?? NaN));
    const seeds = runs.length === 1 ? '' : ` (mean of ${runs.length} seeds)`;
    return `${differing[at]?.join(' · ')} ${Number.isFinite(score) ? `${(100 * score).toFixed(1)} %` : 'diverged'}${seeds}`;
  });
  const rows = (first.summary[glueScore.rows(split)] ?? 0).toLocaleString('en');
  return `Result: ${headline} on ${rows} ${split} rows of ${name}: ${said.join(', ')}.`;
}
