import {
  axisTitle,
  glueSearches,
  scoreText,
  type GlueRun,
  type GlueSetting,
} from '@singlora/comparison';
import { glueScore, holdout } from '@singlora/records';
import { badges, format, markup, methodColour, numbers } from '@singlora/reporting';
import { isUneven, moreTrials, searchHtml } from '../search-section.ts';

/** The search for a setting's learning rates; undefined where none was searched. */
export function glueSearchHtml(setting: GlueSetting, trials: readonly GlueRun[], id: string) {
  const { metric, variants } = setting;
  const searches = glueSearches(setting, trials);
  const methods = variants.map(({ method }) => method);
  const first = (key: string) =>
    searches.flatMap(({ tried }) => tried.flatMap(({ record }) => record.summary[key] ?? []))[0];
  const [rows, trained] = [first(glueScore.rows(holdout)), first('trainRows')];
  const seeds = Math.max(...searches.flatMap(({ rates }) => rates.map((rate) => rate.trials)));
  const html = searchHtml(searches, {
    id,
    chart: `${metric.title} on held-out rows against the learning rate`,
    axis: axisTitle(metric),
    format: '.1f',
    times: 100,
    colourOf: ({ method }) => methodColour(method, methods),
    text: ({ mean }) => scoreText(metric, mean),
    table: `${metric.title} of the trials on ${format.count(rows)} rows held out of the training rows, which their training does not see; the scored rows had no say.`,
    columns: [
      numbers([`${metric.title} ↑`, '± s.e., held out'], ({ rates, chosen }) => {
        const score = rates.find(({ rate }) => rate === chosen)?.score;
        return (
          score && {
            text: scoreText(metric, score.mean),
            detail: `± ${format.points(score.standardError)}`,
          }
        );
      }),
    ],
    notes: [
      seeds > 1
        ? '± is the standard error over the trials’ seeds.'
        : '± is what the choice of held-out rows brings; each rate was tried with one seed.',
      trained !== undefined && `Each trial was trained on ${format.count(trained)} rows.`,
    ],
  });
  const each = searches.map(({ side, trials: n }) => `${side.label} ${format.count(n)}`);
  return (
    html &&
    markup`<h4>The search for a learning rate</h4>
${isUneven(searches) && badges([{ badge: 'Not a fair search', sentence: `The methods did not have the same number of trials: ${format.listing(each)}. ${moreTrials}` }])}${html}`
  );
}
