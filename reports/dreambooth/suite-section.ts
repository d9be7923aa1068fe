import {
  type DreamBoothSetting,
  pictureProtocol,
  pictureStandIns,
  plannedPairs,
  shortModel,
  valueText,
} from '@singlora/comparison';
import type { Suite } from './suites.ts';
import {
  badges,
  copyable,
  figures,
  folded,
  format,
  type Html,
  markup,
  type Section,
  tableHtml,
} from '@singlora/reporting';
import { leftOutNote, type Limits } from '../limits.ts';
import { commandsOf } from '../provenance.ts';
import { differenceCharts, pictureDifferences } from './difference-view.ts';
import { decidedTable } from './decided-table.ts';
import { picturesHtml } from './pictures.ts';
import type { RunFiles } from './run-files.ts';
import { costTable, scoreTable, fidelityTable } from './score-table.ts';
import { pictureSearchHtml } from './search-view.ts';
import { protocolTable } from '../protocol-table.ts';

/** The results of a section. */
interface SuiteResults {
  readonly settings: readonly DreamBoothSetting[];
  readonly files: RunFiles;
  readonly limits: Limits;
}

/** One of the paper's picture tables: the most relevant setting in full, the scores of the others. */
export function suiteSection(
  { name, title, command }: Suite,
  { settings, ...results }: SuiteResults,
): Section {
  const [first, ...rest] = settings;
  const planned = rest.filter((one) => plannedPairs(one) !== undefined);
  const others = rest.filter((one) => !planned.includes(one));
  const shown = others.slice(0, results.limits.settings);
  return {
    id: name,
    title,
    command,
    body:
      first &&
      markup`<h3>${settingTitle(first)}</h3>
${settingBody(first, results, name)}${planned.map((one) => plannedHtml(one, results, name))}${others.length > 0 && otherSettings(shown, others.length, results)}`,
  };
}

const settingTitle = ({ config, subjects }: DreamBoothSetting) => {
  const precision = config.precision === 'float32' ? '' : `, ${config.precision}`;
  return `${shortModel(config.model)}, ${format.plural(subjects.length, `${shortModel(config.data)} subject`)}, preset ${config.preset}${precision}`;
};

const part = (title: string, content: Html): Html => folded(markup`<h4>${title}</h4>`, content);

/** Another plan's setting, in full but collapsed. */
const plannedHtml = (
  setting: DreamBoothSetting,
  results: Omit<SuiteResults, 'settings'>,
  name: string,
): Html =>
  folded(
    markup`<h3>${settingTitle(setting)}</h3>`,
    settingBody(setting, results, `${name}-${setting.config.preset}`),
  );

function settingBody(
  setting: DreamBoothSetting,
  { files, limits }: Omit<SuiteResults, 'settings'>,
  id: string,
): Html {
  const decided = decidedTable(setting);
  const fidelity = fidelityTable(setting);
  const differences = pictureDifferences(setting);
  const pictures = picturesHtml(setting, files, limits);
  const search = pictureSearchHtml(setting, id);
  return markup`${badges(pictureStandIns(setting))}${copyable(commandsOf(setting.runs.map(({ record }) => record)).join('\n'))}${decided && tableHtml(decided)}${tableHtml(scoreTable(setting))}
${differences && part('Differences', markup`${figures(differenceCharts(setting, id))}\n${tableHtml(differences)}`)}
${fidelity && part('Subject fidelity, raw, centred and unpaired', tableHtml(fidelity))}
${pictures && part('Pictures', pictures)}
${search && part('The search for a learning rate', search)}
${part('Protocol', tableHtml(protocolTable(pictureProtocol(setting))))}
<details>
<summary>What a run took</summary>
${tableHtml(costTable(setting))}</details>`;
}

const otherSettings = (
  others: readonly DreamBoothSetting[],
  all: number,
  { files, limits }: Pick<SuiteResults, 'files' | 'limits'>,
): Html => markup`<details>
<summary>${format.plural(all, 'other setting')} with another model, other pictures, other layers or another length, not pooled with the one above nor compared</summary>
${others.map(
  (setting) => markup`<h4>${settingTitle(setting)}, ${layersText(setting)}</h4>
${badges(pictureStandIns(setting))}${tableHtml(scoreTable(setting))}${picturesHtml(setting, files, limits)}`,
)}${leftOutNote(others.length, all, 'other settings are shown, the most telling')}</details>`;

/** "adapters on to_q, to_k". */
const layersText = ({ config: { adapter } }: DreamBoothSetting): string =>
  adapter === null ? 'without adapters' : `adapters on ${valueText(adapter.targets)}`;
