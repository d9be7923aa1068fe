import {
  badgesText,
  type GlueJudged,
  type GlueSetting,
  glueStandIns,
  hasLearned,
  mostOf,
  scopeText,
  scoreText,
  sentenceOf,
} from '@singlora/comparison';
import { format } from '@singlora/reporting';
import { baselineMethod, headlineMethod, taskTitle } from '@singlora/records';

/** The findings of a model's runs outside any plan, one sentence per task, and how much less than the paper was measured. */
export function settingsText(settings: readonly GlueSetting[], judged: readonly GlueJudged[]) {
  const all = settings.flatMap(glueStandIns);
  const sentences = settings.map((setting) => {
    const found = headlineOf(judged.filter((one) => one.setting === setting));
    return `${taskTitle(setting.task)}: ${found ? sentenceOf(found) : scoresText(setting)}.`;
  });
  const isSame = all.every((one) => one.isSame);
  const scope = scopeText(badgesText(settings[0]?.model ?? '', all), isSame);
  return [...sentences, ...(scope === undefined ? [] : [scope])].join(' ');
}

/** The headline method against the baseline, with the most seeds: results play no part in the choice. */
function headlineOf(judged: readonly GlueJudged[]): GlueJudged | undefined {
  const against = judged.filter(({ other }) => other.method === baselineMethod);
  const own = against.filter(({ one }) => one.method === headlineMethod);
  return mostOf(own.length > 0 ? own : against, ({ pairs }) => pairs.length);
}

function scoresText({ variants, metric }: GlueSetting): string {
  const scores = variants.map(
    ({ label, score, standardError, runs }) =>
      `${label} scores ${scoreText(metric, score.mean)} ± ${format.points(standardError)} (${format.plural(runs.length, 'seed')})`,
  );
  return `${format.listing(scores)}; there is nothing to compare with yet`;
}

/** Reports a method that does no better than always giving the most frequent answer. */
export function floorSentence(setting: GlueSetting): string | undefined {
  const { variants, baseline, metric } = setting;
  if (baseline === undefined) return undefined;
  const low = variants.filter((variant) =>
    variant.runs.length > 1
      ? !hasLearned(variant, setting)
      : !(variant.score.mean - 2 * variant.standardError > baseline),
  );
  if (low.length === 0) return undefined;
  const names = format.listing(low.map(({ label }) => label));
  return `${names} ${low.length === 1 ? 'is' : 'are'} not clearly above the ${scoreText(metric, baseline)} of always giving the most frequent answer${low.length < variants.length ? '' : ': nothing was learned that could be compared'}.`;
}
