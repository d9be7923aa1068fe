import {
  correctionText,
  findingText,
  type GlueJudged,
  type GlueSetting,
  glueStandIns,
  hasLearned,
  nameOf,
  badgesText,
  scopeText,
  scoreText,
  shortModel,
  mostOf,
} from '@singlora/comparison';
import { format, type Html, markup, methodTitle } from '@singlora/reporting';
import { baselineMethod, glueNumber, headlineMethod, taskTitle } from '@singlora/records';

/** What the numbers of a model's tasks say, and what they do not, in a few sentences. */
export function suiteVerdict(
  settings: readonly GlueSetting[],
  judged: readonly GlueJudged[],
): Html {
  const [first, ...others] = settings;
  if (!first) return markup``;
  const own = settings.flatMap(
    (setting) => headlineOf(judged.filter((one) => one.setting === setting)) ?? [],
  );
  const sentences =
    others.length > 0
      ? [counted(own, settings), savingsSentence(own)]
      : [own[0] ? finding(own[0]) : withoutComparison(first), floorSentence(first)];
  return markup`${[...sentences, scopeOf(settings)].map((one) => one !== undefined && markup`${one} `)}`;
}

/** How often the headline method is above the baseline, and where. */
function counted(own: readonly GlueJudged[], settings: readonly GlueSetting[]): Html | string {
  const model = shortModel(settings[0]?.model ?? '');
  const [one] = own;
  if (!one)
    return `${format.plural(settings.length, 'task')} with ${model}; there is nothing to compare with yet.`;
  const words = { higher: 'higher', lower: 'lower', 'no verdict': 'without a verdict' };
  const wordOf = ({ finding: is }: GlueJudged) =>
    is in words ? words[is as keyof typeof words] : 'not told apart';
  const counts = ['higher', 'lower', 'not told apart', 'without a verdict'].flatMap((word) => {
    const found = own.filter((each) => wordOf(each) === word);
    const tasks = found.map(({ setting }) => taskTitle(setting.task)).join(', ');
    return found.length > 0 ? [`${word} on ${format.count(found.length)} (${tasks})`] : [];
  });
  return markup`${methodTitle(headlineMethod)} against ${methodTitle(baselineMethod)} on ${format.plural(own.length, 'task')} with ${model}: <strong>${format.listing(counts)}</strong>${correctionText(one.family)}.`;
}

/** With how much less than the paper all was measured. */
function scopeOf(settings: readonly GlueSetting[]): string | undefined {
  const [first] = settings;
  const all = settings.flatMap(glueStandIns);
  return (
    first &&
    scopeText(
      badgesText(first.model, all),
      all.every(({ isSame }) => isSame),
    )
  );
}

/** The headline method against the baseline, on the most seeds; results have no say in the choice. */
export function headlineOf(judged: readonly GlueJudged[]): GlueJudged | undefined {
  const against = judged.filter(({ other }) => other.method === baselineMethod);
  const own = against.filter(({ one }) => one.method === headlineMethod);
  return mostOf(own.length > 0 ? own : against, ({ pairs }) => pairs.length);
}

function finding(judged: GlueJudged): Html {
  const share = parameterShare(judged);
  const savings =
    share === undefined ? '' : `, with ${format.percent(share, 0)} of the adapter parameters`;
  return markup`${taskTitle(judged.setting.task)}: ${nameOf(judged)} = <strong>${judged.words.value(judged)}</strong>: ${findingText(judged)}${savings}.`;
}

/** The adapter's parameters as a share of the baseline's. */
function parameterShare({ one, other: against }: GlueJudged): number | undefined {
  const [own, other] = [one, against].map(
    ({ runs }) => runs[0] && glueNumber(runs[0].record.summary, 'adapterParameters'),
  );
  return own !== undefined && other ? own / other : undefined;
}

function savingsSentence(judged: readonly GlueJudged[]): string | undefined {
  const shares = [...new Set(judged.flatMap((one) => parameterShare(one) ?? []))];
  const [share] = shares;
  return share !== undefined && shares.length === 1
    ? `${methodTitle(headlineMethod)} has ${format.percent(share, 0)} of the adapter parameters.`
    : undefined;
}

function withoutComparison({ task, variants, metric }: GlueSetting): string {
  const scores = variants.map(
    ({ label, score, standardError, runs }) =>
      `${label} scores ${scoreText(metric, score.mean)} ± ${format.points(standardError)} (${format.plural(runs.length, 'seed')})`,
  );
  return `${taskTitle(task)}: ${format.listing(scores)}; there is nothing to compare with yet.`;
}

/** Says so where a method does no better than always giving the most frequent answer. */
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
  return `${names} ${low.length === 1 ? 'is' : 'are'} not clearly above the ${scoreText(metric, baseline)} of always giving the most frequent answer: nothing was learned that could be compared.`;
}
