import {
  correctionText,
  findingText,
  type GlueJudged,
  type GlueSetting,
  glueStandIns,
  hasLearned,
  nameOf,
  paperModelOf,
  scoreText,
  shortModel,
  mostOf,
} from '@singlora/comparison';
import { format, type Html, markup, methodTitle } from '@singlora/reporting';
import { baselineMethod, glueNumber, headlineMethod, taskTitle } from '@singlora/records';

/** What a setting's numbers say, and what they do not, in a few sentences. */
function verdict(setting: GlueSetting, judged: readonly GlueJudged[]): Html {
  const headline = headlineOf(judged);
  const sentences = [
    headline ? finding(headline) : withoutComparison(setting),
    floorSentence(setting),
    scopeSentence([setting]),
  ];
  return joined(sentences);
}

/** The same for all of a model's tasks: how often the headline method is above the baseline, and where. */
export function suiteVerdict(
  settings: readonly GlueSetting[],
  judged: readonly GlueJudged[],
): Html {
  const [first] = settings;
  const own = settings.flatMap((setting) => {
    const all = judged.filter((one) => one.setting === setting);
    return headlineOf(all) ?? [];
  });
  if (!first || settings.length === 1)
    return first
      ? verdict(
          first,
          judged.filter(({ setting }) => setting === first),
        )
      : markup``;
  const name = `${methodTitle(headlineMethod)} against ${methodTitle(baselineMethod)}`;
  const [{ family } = { family: 0 }] = own;
  const groups = [
    { text: 'higher', found: own.filter((one) => one.finding === 'higher') },
    { text: 'lower', found: own.filter((one) => one.finding === 'lower') },
    {
      text: 'not told apart',
      found: own.filter(({ finding: is }) => !['higher', 'lower', 'no verdict'].includes(is)),
    },
    { text: 'without a verdict', found: own.filter(({ finding: is }) => is === 'no verdict') },
  ].filter(({ found }) => found.length > 0);
  const counts = groups.map(
    ({ text, found }) =>
      `${text} on ${format.count(found.length)} (${found.map(({ setting }) => taskTitle(setting.task)).join(', ')})`,
  );
  const compared =
    own.length > 0
      ? markup`${name} on ${format.plural(own.length, 'task')} with ${shortModel(first.model)}: <strong>${format.listing(counts)}</strong>${correctionText(family)}.`
      : `${format.plural(settings.length, 'task')} with ${shortModel(first.model)}; there is nothing to compare with yet.`;
  return joined([compared, savingsSentence(own), scopeSentence(settings)]);
}

const joined = (sentences: readonly (Html | string | undefined)[]) =>
  markup`${sentences.filter((sentence) => sentence !== undefined).map((sentence) => markup`${sentence} `)}`;

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

/** What stands in for the paper's own, in one sentence for one task or many. */
function scopeSentence(settings: readonly GlueSetting[]): string | undefined {
  const [first] = settings;
  const phrases = [
    ...new Set(
      settings.flatMap((setting) => glueStandIns(setting).flatMap(({ phrase }) => phrase ?? [])),
    ),
  ];
  if (!first || phrases.length === 0) return undefined;
  const many = settings.length > 1;
  const partial = settings.filter((setting) =>
    glueStandIns(setting).some(({ badge }) => badge === 'Part of the rows'),
  );
  const told = many
    ? [
        ...new Set(
          settings.flatMap((setting) =>
            glueStandIns(setting)
              .filter(({ badge }) => badge === 'Stand-in model' || badge === 'Built-in rows')
              .flatMap(({ phrase }) => phrase ?? []),
          ),
        ),
        ...(partial.length > 0
          ? [`${format.plural(partial.length, 'task')} had only a part of the training rows`]
          : []),
      ]
    : phrases;
  return told.length > 0
    ? `This says nothing yet about the paper’s ${paperModelOf(first).title} numbers: ${format.listing(told)}.`
    : undefined;
}
