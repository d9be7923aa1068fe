import { type GlueSetting } from '@singlora/comparison';
import { type Html, markup, tableHtml } from '@singlora/reporting';
import { resultTable } from '../glue/setting-tables.ts';
import { glueSearchHtml } from '../glue/search-section.ts';
import type { AblationRuns } from './ablation.ts';
import { differencesTable, type Compared } from './differences.ts';

/** The part of the page where each value has a search of its own: results, `compared` under `title`, and the searches. */
export function searchedBody(
  setting: GlueSetting,
  { trials }: AblationRuns,
  id: string,
  title: string,
  compared: readonly Compared[],
): Html {
  const search = glueSearchHtml(setting, trials, id);
  return markup`${tableHtml(resultTable(setting))}
${compared.length > 0 && tableHtml(differencesTable(title, compared))}
${search}`;
}
