import { searchFault, type DreamBoothSetting } from '@singlora/comparison';
import { byName, format, type Html } from '@singlora/reporting';
import { isUneven, moreTrials, searchHtml } from '../search-section.ts';
import { colourOf } from './colours.ts';

/** The search for a setting's rates; undefined where none was searched. */
export function pictureSearchHtml(setting: DreamBoothSetting, id: string): Html | undefined {
  const searches = setting.variants.flatMap(({ search }) => search ?? []);
  const scored = searches.flatMap(({ tried }) => tried.filter((run) => run.scored));
  const tried = [...new Set(scored.map(({ config }) => config.subject))].sort(byName);
  const shared = tried.filter((subject) => setting.subjects.includes(subject));
  return searchHtml(searches, {
    id,
    chart: 'Subject fidelity of the trials against the learning rate',
    axis: 'Subject fidelity',
    format: '.2f',
    colourOf,
    text: ({ mean }) => format.fixed(mean, 3),
    table: `Mean subject fidelity of the trials on ${tried.length > 0 ? format.listing(tried) : 'no subject'}${shared.length === 0 ? ', none of which is in the results' : ''}.`,
    notes: [
      ...searches.map((search) => {
        const fault = searchFault(search);
        return fault !== undefined && `${search.side.label}: ${fault}.`;
      }),
      isUneven(searches) && `The methods did not have the same number of trials. ${moreTrials}`,
      shared.length > 0 &&
        `Results are of ${format.listing(shared)}, too, on which rates were chosen: those are better than they would be on others.`,
    ],
  });
}
