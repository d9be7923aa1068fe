import {
  badges,
  copyable,
  folded,
  format,
  groupBy,
  markup,
  type Html,
  type Section,
} from '@singlora/reporting';
import { isSmoke, partsHtml, type Evidence } from '@singlora/theory';
import { commandsOf } from '../provenance.ts';

/** A check's section: its runs, its leading part, and the rest, folded; without records, how to make them. */
export function checkSection(evidence: Evidence): Section {
  const { check, runs, unfinished } = evidence;
  const stopped = `${format.plural(unfinished.length, 'run')} did not finish; the command goes on where it stopped.`;
  return {
    id: check.id,
    title: check.short,
    folded: true,
    command: check.command,
    remark: unfinished.length > 0 ? stopped : undefined,
    body:
      runs.length > 0
        ? markup`${provenanceOf(evidence)}${partsHtml(check.lead?.(runs) ?? [])}
${folded(`Everything from ${format.plural(runs.length, 'run')}`, partsHtml(check.body(runs)))}${again(evidence)}`
        : undefined,
  };
}

/** The words on the runs that the section shows, and on those that it leaves out. */
function provenanceOf(evidence: Evidence): Html {
  const { check, preset = '', runs, others, unfinished } = evidence;
  const besides = [
    ...groupBy(others, ({ config }) => config.preset).map(
      (own) =>
        `${format.plural(own.length, 'run')} of preset ${own[0]?.config.preset}, not pooled with these`,
    ),
    ...(unfinished.length > 0
      ? [`${format.plural(unfinished.length, 'run')} that did not finish`]
      : []),
  ];
  const also = besides.length > 0 && ` Also recorded: ${format.listing(besides)}.`;
  const presets = new Set(runs.map(({ config }) => config.preset)).size;
  // The check's command names a single preset, so it did not make the other presets' runs.
  const command = presets > 1 ? check.command.replace(/ --preset=\S+/, '') : check.command;
  return markup`<p class="facts">${presets > 1 ? 'Presets' : 'Preset'} <strong>${preset}</strong>, ${format.plural(runs.length, 'run')} of <code>${command}</code>.${also}</p>
${isSmoke(evidence) && smokeNote}`;
}

const smokeNote = badges([
  {
    badge: 'Smoke',
    sentence:
      'A smoke run: few small widths, seeds and steps. It shows that everything works, and little else.',
  },
]);

function again({ check, runs }: Evidence): Html {
  return markup`<details class="source">
<summary>Measure it again</summary>
${commandsOf(runs.map(({ record }) => record).toReversed()).map(copyable)}<p class="note"><code>${check.command} --help</code> lists every setting.</p>
</details>`;
}
