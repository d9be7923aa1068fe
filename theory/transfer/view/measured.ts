import type { CheckRun, CheckView } from '../../report/view.ts';
import { measuredPreset, measuredRecord } from '../record.ts';
import { optimumChart, transferParts } from './parts.ts';
import type { AnySubject } from './subject.ts';

type MeasuredRun = CheckRun<typeof measuredRecord>;

/** The section of losses that were measured elsewhere. */
export const measuredView: CheckView<MeasuredRun> = {
  id: 'measured-rates',
  record: measuredRecord,
  command: 'npx nx run theory:transfer --measured=losses.jsonl',
  presets: [measuredPreset],
  place: 3.5,
  short: 'Rates of your own',
  lead: (runs) => [optimumChart(subjectOf(runs))],
  body: (runs) => transferParts([subjectOf(runs)]),
};

/** One line per file. */
const subjectOf = (runs: readonly MeasuredRun[]): AnySubject => ({
  id: 'measured-rates',
  title: 'Measured elsewhere',
  runs: runs.map(({ result }) => {
    const seeds = result.losses[0]?.[0]?.map((_, seed) => seed) ?? [];
    return { result, config: { widths: result.widths, seeds } };
  }),
});
