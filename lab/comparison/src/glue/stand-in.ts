import { format, type Basis } from '@singlora/reporting/text';
import { paperModelOf } from '../paper-model.ts';
import { hashesOf } from '../recorded-run.ts';
import { shortModel } from '../words.ts';
import { areSmoke } from '../smoke.ts';
import {
  basisOf,
  bfloat16StandIn,
  smokeStandIn,
  standInsOf,
  uncheckedIdentity,
  type StandIn,
} from '../stand-in.ts';
import { otherSettings } from './protocol.ts';
import type { GlueSetting } from './setting.ts';
import {
  areOfGlue,
  paperRows,
  spare,
  splitTitle,
  taskNamed,
  taskTitle,
  type PaperModelName,
} from '@singlora/records';

/** Facts about a model that readers should know: its training data and its architecture. */
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

/** A setting's stand-ins for what the paper used. */
export function glueStandIns(setting: GlueSetting): StandIn[] {
  const { task, model, rows, trainRows, evalRows, split } = setting;
  const official = taskNamed(task)?.splits;
  const allRows = official?.train.rows;
  const title = taskTitle(task);
  const name = shortModel(model);
  const subject = paperModelOf(setting);
  const [first] = setting.runs;
  const asset = first?.record.assets.find(({ kind }) => kind === 'model');
  const isReal = rows === 'real';
  const isPapers = paperRows.some((row) => row.task === task);
  const quantised = asset?.quantised ?? quantisationNamed(Object.keys(asset?.sha256 ?? {}));
  const layers = first?.config.adaptLayers;
  const devRows = official?.dev.find((dev) => dev.name === split)?.rows;
  const others = otherSettings(setting).map((other) => other.toLowerCase());
  return standInsOf([
    areSmoke(setting.runs) && smokeStandIn,
    !isReal && {
      badge: 'Built-in rows',
      sentence: `The rows are sentence pairs of this project’s own making, in place of ${title}’s. They show that everything runs; a score on them is no ${title} result.`,
    },
    subject.standsIn && {
      badge: 'Stand-in model',
      sentence: [
        asset?.standIn ??
          `${name} stands in for the paper’s ${subject.title}: the SHA-256 of its weights is none that is known of it.`,
        caveats.get(name),
      ]
        .filter(Boolean)
        .join(' '),
    },
    isReal &&
      isPapers &&
      !areOfGlue(task, hashesOf(first?.record, 'dataset')) && {
        badge: 'Unknown rows',
        sentence:
          'The rows are not known to be GLUE’s: the SHA-256 of their files is none that is known of this task’s.',
      },
    quantised !== undefined && {
      badge: 'Quantised weights',
      sentence: `The frozen weights are those of a file quantised to ${quantised}, not the original ones.`,
    },
    allRows !== undefined &&
      isReal &&
      trainRows < allRows && {
        badge: 'Part of the rows',
        sentence: `${format.count(trainRows)} of ${title}’s ${format.count(allRows)} training rows.`,
      },
    typeof layers === 'number' && {
      badge: 'Part of the layers',
      sentence: `Only the last ${format.plural(layers, 'layer')} of the model ${layers === 1 ? 'has' : 'have'} adapters; the paper’s are in all.`,
    },
    // The paper also trained in half precision.
    setting.precision === 'bfloat16' && { ...bfloat16StandIn, isSame: true },
    split === spare && {
      badge: 'Spare rows',
      sentence: `Scored on ${format.count(evalRows)} of ${title}’s training rows that no run trains on, since few dev rows are at hand. ${first?.config.spareBy === 'text' ? 'None shares a text with a trained row' : 'They were set apart row by row: some may share a sentence with a trained one'}.`,
    },
    devRows !== undefined &&
      isReal &&
      evalRows < devRows && {
        badge: 'Part of the dev rows',
        sentence: `Scored on ${format.count(evalRows)} of ${format.count(devRows)} ${splitTitle(split)} rows.`,
      },
    uncheckedIdentity(setting.runs),
    setting.runs.some(({ seed, config: { search } }) => search?.seeds.includes(seed)) && {
      badge: 'Trials on the results’ seeds',
      sentence:
        'The trials that chose the rates had seeds of the results: a seed that suits a rate by luck counts in both.',
    },
    others.length > 0 && {
      badge: 'Other settings',
      sentence: `Not as the paper states: ${format.listing(others)}.`,
    },
  ]);
}

/** "Q4_1" where a model's file is a GGUF named after its quantisation, all that older records tell of it. */
const quantisationNamed = (files: readonly string[]): string | undefined =>
  files.flatMap((file) => /[-._](i?q\d\w*)\.gguf$/i.exec(file)?.[1] ?? [])[0];

/** The model and task that a claim names; where it names none, any in the paper's tables. */
export interface GlueSubject {
  readonly model?: PaperModelName;
  readonly task?: string;
}

/** The basis of a verdict on one of the paper's claims, from settings of one model. */
export function glueBasis(settings: readonly GlueSetting[], about: GlueSubject = {}): Basis {
  const all = settings.flatMap((setting) => {
    const { name } = paperModelOf(setting);
    const isOther = (about.model ?? name) !== name;
    const hasNumber = paperRows.some(
      ({ model, task }) => model === name && task === (about.task ?? setting.task),
    );
    return [
      ...glueStandIns(setting),
      ...(isOther ? [{ badge: 'Another model', sentence: '' }] : []),
      ...(hasNumber && (about.task ?? setting.task) === setting.task
        ? []
        : [{ badge: 'Another task', sentence: '' }]),
    ];
  });
  return basisOf(all, badgesText(settings[0]?.model ?? '', all));
}

/** The settings with the paper's own model first. */
export const ownFirst = (settings: readonly GlueSetting[]): GlueSetting[] =>
  settings.toSorted((a, b) => Number(paperModelOf(a).standsIn) - Number(paperModelOf(b).standsIn));

/** "with all-MiniLM-L6-v2: stand-in model, part of the rows"; undefined where nothing stands in. */
export function badgesText(model: string, standIns: readonly StandIn[]): string | undefined {
  const badges = [...new Set(standIns.map(({ badge }) => badge.toLowerCase()))];
  return badges.length > 0 ? `with ${shortModel(model)}: ${badges.join(', ')}` : undefined;
}
