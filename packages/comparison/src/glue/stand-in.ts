import { format } from '@singlora/reporting/text';
import { paperModelOf } from '../paper-model.ts';
import { shortModel } from '../short-model.ts';
import { smokeStandIn, type StandIn } from '../stand-in.ts';
import type { GlueSetting } from './setting.ts';
import { spare, splitTitle, taskNamed, taskTitle } from '@singlora/records';

/** What readers should know of a model: what it has seen, what it is made of. */
const caveats: ReadonlyMap<string, string> = new Map([
  [
    'all-MiniLM-L6-v2',
    'It was itself trained on sentence pairs that include MultiNLI’s, as a sentence encoder and without this head.',
  ],
  [
    'all-mpnet-base-v2',
    'It is of its size, an MPNet that was itself trained on sentence pairs, MultiNLI’s and Quora’s among them, as a sentence encoder and without this head.',
  ],
]);

/** In what a setting is less than the paper's. */
export function glueStandIns(setting: GlueSetting): StandIn[] {
  const { task, model, preset, rows, trainRows, evalRows, split } = setting;
  const found: StandIn[] = [];
  const official = taskNamed(task)?.splits;
  const allRows = official?.train.rows;
  const title = taskTitle(task);
  const name = shortModel(model);
  const subject = paperModelOf(setting);
  const [first] = setting.runs;
  const asset = first?.record.assets.find(({ kind }) => kind === 'model');
  if (preset === 'smoke') found.push(smokeStandIn);
  if (rows === 'built-in')
    found.push({
      badge: 'Built-in rows',
      sentence: `The rows are sentence pairs of this project’s own making, in place of ${title}’s. They show that everything runs; a score on them is no ${title} result.`,
    });
  if (subject.standsIn)
    found.push({
      badge: 'Stand-in model',
      sentence: [
        asset?.standIn ??
          `${name} stands in for the paper’s ${subject.title}: the SHA-256 of its weights is none that is known of it.`,
        caveats.get(name),
      ]
        .filter(Boolean)
        .join(' '),
    });
  const quantised = asset?.quantised ?? quantisationNamed(Object.keys(asset?.sha256 ?? {}));
  if (quantised !== undefined)
    found.push({
      badge: 'Quantised weights',
      sentence: `The frozen weights are those of a file quantised to ${quantised}, not the original ones.`,
    });
  if (allRows !== undefined && rows === 'real' && trainRows < allRows)
    found.push({
      badge: 'Part of the rows',
      sentence: `${format.count(trainRows)} of ${title}’s ${format.count(allRows)} training rows.`,
    });
  const layers = first?.record.config['adaptLayers'];
  if (typeof layers === 'number')
    found.push({
      badge: 'Part of the layers',
      sentence: `Only the last ${format.plural(layers, 'layer')} of the model ${layers === 1 ? 'has' : 'have'} adapters; the paper’s are in all.`,
    });
  if (setting.precision === 'bfloat16')
    found.push({
      badge: 'bfloat16',
      sentence: 'Products with frozen weights were made in bfloat16, with float32 sums.',
      // The paper trained in half precision, too.
      isSame: true,
    });
  if (split === spare)
    found.push({
      badge: 'Spare rows',
      sentence: `Scored on ${format.count(evalRows)} of ${title}’s training rows that no run trains on, since it has few dev rows.`,
    });
  const devRows = official?.dev.find(({ name }) => name === split)?.rows;
  if (devRows !== undefined && rows === 'real' && evalRows < devRows)
    found.push({
      badge: 'Part of the dev rows',
      sentence: `Scored on ${format.count(evalRows)} of ${format.count(devRows)} ${splitTitle(split)} rows.`,
    });
  return found;
}

/** "Q4_1" where one of a model's files is a GGUF named after it, as llama.cpp's tools name them: older records have no more. */
const quantisationNamed = (files: readonly string[]): string | undefined =>
  files.flatMap((file) => /[-._](i?q\d\w*)\.gguf$/i.exec(file)?.[1] ?? [])[0];

/** "with all-MiniLM-L6-v2: stand-in model, part of the rows"; undefined where nothing stands in. */
export const glueStandInsText = (setting: GlueSetting): string | undefined =>
  badgesText(setting.model, glueStandIns(setting));

/** The same of what stands in with a model. */
export function badgesText(model: string, standIns: readonly StandIn[]): string | undefined {
  const badges = [...new Set(standIns.map(({ badge }) => badge.toLowerCase()))];
  return badges.length > 0 ? `with ${shortModel(model)}: ${badges.join(', ')}` : undefined;
}
