import type { GlueSetting } from '@singlora/comparison';
import { markup, tableHtml } from '@singlora/reporting';
import { comparisonsTable, resultTable } from '../glue/setting-tables.ts';
import { glueSearchHtml } from '../glue/search-section.ts';
import type { Ablation } from './ablation.ts';
import type { AblationDifference } from './differences.ts';

/** The part of a page where each value has its own search: results, the comparisons under `title`, and the searches. */
export const searchedBody =
  (
    title: string,
    comparisonsOf: (setting: GlueSetting) => readonly AblationDifference[],
  ): Ablation['body'] =>
  (setting, { trials }, id) => {
    const compared = comparisonsOf(setting);
    return markup`${tableHtml(resultTable(setting))}
${compared.length > 0 && tableHtml(comparisonsTable(title, compared))}
${glueSearchHtml(setting, trials, id)}`;
  };
