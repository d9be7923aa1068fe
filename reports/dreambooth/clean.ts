import {
  clustered,
  numberOf,
  valueText,
  type DreamBoothSetting,
  type DreamBoothVariant,
} from '@singlora/comparison';
import {
  cleanPictures,
  cleanPreset,
  dreamBoothNumber,
  type PretrainingRunConfig,
} from '@singlora/records';
import { column, format, methodTitle, numbers, table, type Table } from '@singlora/reporting';
import { mean } from '@singlora/statistics';
import type { MadeRun } from './making.ts';

/** Whether the small model's pictures are clean by the plan, without an adapter and with one; undefined where neither is recorded. */
export function cleanTable(
  model: MadeRun<PretrainingRunConfig> | undefined,
  settings: readonly DreamBoothSetting[],
): Table | undefined {
  const samples = model && numberOf(model.record, 'samples');
  const setting = settings.find(({ config }) => config.preset === cleanPreset);
  const adapted = setting?.variants.find(({ config }) => config.adapter !== null);
  const rows = [
    ...(samples === undefined ? [] : [modelRow(model, samples)]),
    ...(adapted ? adapterRows(adapted) : []),
  ];
  if (rows.length === 0) return undefined;
  const caption = `Whether its pictures are clean.${adapted ? ` ${adapterText(adapted)}` : ''}`;
  return table(caption, rows, [
    column('Share of pictures in which', ({ asks, detail }) => ({ text: asks, detail })),
    numbers('Asked for', ({ least }) => `≥ ${format.percent(least, 0)}`),
    numbers('Found', ({ found }) => format.percent(found, 1)),
    numbers('Rendered pictures', ({ rendered }) => format.percent(rendered, 1)),
    column('Clean', ({ found, least }) =>
      found === undefined ? undefined : found >= least ? 'yes' : 'no',
    ),
  ]);
}

const modelRow = (model: MadeRun | undefined, samples: number) => ({
  asks: 'the judge sees the class that was asked for',
  detail: `no adapter, ${format.count(samples)} pictures`,
  least: cleanPictures.model.sampleClass,
  found: model && numberOf(model.record, 'sampleClass'),
  rendered: undefined,
});

/** "With an adapter: LoRA r8 on to_q, …, 300 steps at rate 3e-3, 12 subjects, 12 runs of 100 pictures each." */
function adapterText({ config: { adapter, training, method }, runs }: DreamBoothVariant): string {
  const pictures = mean(
    runs.map(({ record }) => numberOf(record, dreamBoothNumber.pictures('scene')) ?? NaN),
  );
  const subjects = new Set(runs.map(({ config }) => config.subject)).size;
  return `With an adapter: ${methodTitle(method)} r${adapter?.rank} on ${valueText(adapter?.targets)}, ${format.count(training?.steps)} steps at rate ${valueText(training?.learningRate)}, ${format.plural(subjects, 'subject')}, ${format.plural(runs.length, 'run')} of ${format.count(pictures)} pictures each.`;
}

function adapterRows(variant: DreamBoothVariant) {
  const names = Object.keys(cleanPictures.adapter) as (keyof typeof cleanPictures.adapter)[];
  return names.map((score) => {
    const found = clustered(variant, dreamBoothNumber.mean(score));
    const lowest = Math.min(...(found?.parts ?? []).map(({ value }) => value));
    return {
      asks: asked[score],
      detail: `with the adapter; lowest subject ${format.percent(lowest, 0)}`,
      least: cleanPictures.adapter[score],
      found: found?.estimate.mean,
      /** The value of rendered pictures, scored alike. */
      rendered: clustered(variant, dreamBoothNumber.ceiling(score))?.estimate.mean,
    };
  });
}

const asked = {
  pickedIdentity: 'the subject is picked out of ten of its class by the judge’s identity',
  pickedColours: 'it is picked out of them by its colours',
  scene: 'the judge sees the scene that was asked for',
} as const satisfies Record<keyof typeof cleanPictures.adapter, string>;
