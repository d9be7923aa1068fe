import {
  adapterPairs,
  clustered,
  type DreamBoothSetting,
  type DreamBoothVariant,
} from '@singlora/comparison';
import {
  baselineMethod,
  dreamBoothBaselines,
  dreamBoothFiles,
  dreamBoothNumber,
  headlineMethod,
} from '@singlora/records';
import { format, type Html, picturesBeside } from '@singlora/reporting';
import { colourOf } from './colours.ts';
import { tinySheet } from './pictures.ts';
import { heightOf, type RunFiles } from './run-files.ts';

/** The variants, from no training to training all weights; between them the first pair of adapters that is compared. */
function shownOf(setting: DreamBoothSetting): DreamBoothVariant[] {
  const { variants } = setting;
  const isHeadline = (method: string) => method === headlineMethod;
  const [pair] = (['parameters', 'rank'] as const).flatMap((like) =>
    adapterPairs(setting, like, isHeadline),
  );
  const labels = pair?.map(({ label }) => label) ?? [];
  const adapter = (method: string) =>
    variants.find((one) => one.method === method && (!pair || labels.includes(one.label)));
  const reference = (method: string) => variants.find((one) => one.method === method);
  return [
    reference(dreamBoothBaselines.floor),
    adapter(baselineMethod),
    adapter(headlineMethod),
    reference(dreamBoothBaselines.full),
  ].flatMap((one) => one ?? []);
}

/** The first subject's training pictures, and each way's pictures of it; undefined where none are recorded. */
export function sideBySide(setting: DreamBoothSetting, files: RunFiles): Html | undefined {
  const [subject] = setting.subjects;
  const drawn = shownOf(setting).flatMap((variant) => {
    const run = variant.runs.find(({ config }) => config.subject === subject);
    const image = run && files.image(run.record, dreamBoothFiles.row);
    return run && image ? [{ variant, run, image }] : [];
  });
  const [first] = drawn;
  if (!first || subject === undefined) return undefined;
  const [prompt = ''] = files.prompts(first.run.record, 'subject');
  const learned = files.image(first.run.record, dreamBoothFiles.learned);
  const shown = drawn.map(({ variant, run: { config }, image }) => ({
    title: variant.label,
    colour: colourOf(variant),
    description: `${subject}, drawn by ${variant.label}, seed ${config.seed}: ${prompt}`,
    image,
    says: scoresText(variant),
  }));
  const photo = { title: 'The subject', description: `${subject}, as it was learned from` };
  return picturesBeside(
    [...(learned ? [{ ...photo, image: learned, says: 'one of its pictures' }] : []), ...shown],
    {
      title: `${subject}, and what each way of training makes of “${prompt}”`,
      pixelated: (heightOf(first.image) ?? Infinity) < tinySheet,
      caption: `The first picture drawn, from the same noise. Below: means over ${format.plural(setting.subjects.length, 'subject')}.`,
    },
  );
}

/** "fidelity 0.723, drift 0.286". */
function scoresText(variant: DreamBoothVariant): string {
  const [fidelity, drift] = (['fidelity', 'prior'] as const).map((score) =>
    format.fixed(clustered(variant, dreamBoothNumber.mean(score))?.estimate.mean, 3),
  );
  return `fidelity ${fidelity}, drift ${drift}`;
}
