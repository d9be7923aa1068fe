import {
  dreamBoothNumber,
  dreamBoothProtocol,
  facesProtocol,
  stableDiffusion,
} from '@singlora/records';
import { capital, distinctBy, format, groupBy, type Basis } from '@singlora/reporting/text';
import type { AssetRecord } from '@singlora/tracking';
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
import { denoiserOf } from './contradictions.ts';
import type { DreamBoothConfig } from '../settings-in-words.ts';
import type { DreamBoothRun } from './run.ts';

/** The paper's model is recognised by its weights, whatever its folder is called. */
const isPaperModel = ({ record }: DreamBoothRun) => denoiserOf(record) === stableDiffusion;

/**
 * The paper's pictures and encoders have no published hash. They are recognised by their names on
 * the Hub, so a folder never counts as them.
 */
const isOfHub = ({ record }: DreamBoothRun, kind: AssetRecord['kind'], name: RegExp) =>
  record.assets.some(
    (asset) =>
      asset.kind === kind && name.test(asset.id) && ['hub', 'cache'].includes(asset.source),
  );
const isPaperData = (run: DreamBoothRun) =>
  run.config.data === dreamBoothProtocol.data &&
  isOfHub(run, 'dataset', /^google\/dreambooth(\/|$)/);
const isDino = (run: DreamBoothRun) =>
  /^facebook\/dino-vit/.test(run.config.encoder) && isOfHub(run, 'model', /^facebook\/dino-vit/);
const isClip = (run: DreamBoothRun) =>
  run.config.clip !== null && isOfHub(run, 'model', /^openai\/clip-vit/);

/** Runs of one setting. */
interface Used {
  readonly runs: readonly DreamBoothRun[];
  readonly config: DreamBoothConfig;
}

/** How a run on the paper's model departs from the paper's set-up, each as "300 steps in place of 400". */
function otherSetup({ config, record }: DreamBoothRun): string[] {
  const { steps, resolution, prompts } =
    record.experiment === 'faces' ? facesProtocol : dreamBoothProtocol;
  const { training, drawing } = config;
  const drawn = promptCount({ config, record });
  return [
    training && training.steps !== steps && `${training.steps} steps in place of ${steps}`,
    ![resolution, 'own'].includes(config.resolution) &&
      `${config.resolution} pixels a side in place of ${resolution}`,
    record.experiment !== 'faces' &&
      drawn !== prompts &&
      `${format.count(drawn)} prompts in place of ${prompts}`,
    drawing.sampler !== null && `the sampler ${drawing.sampler} in place of the model’s own`,
  ].filter((one) => typeof one === 'string');
}

/** The number of prompts that a run drew, from the number of pictures that it scored. */
export const promptCount = ({ record, config }: Pick<DreamBoothRun, 'record' | 'config'>): number =>
  (record.summary[dreamBoothNumber.pictures('fidelity')] ?? NaN) / config.drawing.perPrompt;

/** Whether a run used the paper's model, pictures, encoders, steps, resolution, prompts and sampler. */
export const usesPaperSetup = (run: DreamBoothRun): boolean =>
  [isPaperModel, isPaperData, isDino, isClip].every((is) => is(run)) &&
  otherSetup(run).length === 0 &&
  run.config.preset !== 'smoke' &&
  run.record.assets.every(({ standIn }) => standIn === undefined);

/** A setting's stand-ins for the paper's assets, with a hash for those that are one file. */
export function pictureStandIns({ runs, config }: Used): StandIn[] {
  const [first] = runs;
  if (!first) return [];
  const assets = distinctBy(
    runs.flatMap(({ record }) => record.assets),
    ({ id, sha256, standIn = '' }) => [id, sha256, standIn],
  );
  const own = (name: string) =>
    assets.filter(
      ({ kind, id }) => kind === 'model' && shortModel(id).startsWith(shortModel(name)),
    );
  const told = groupBy(
    assets.filter(({ standIn }) => standIn !== undefined),
    ({ kind, standIn }) => [kind, standIn],
  );
  const { model, data, encoder, clip } = config;
  const isAlike = isPaperModel(first);
  const part = isPaperData(first) ? partText(runs) : undefined;
  return standInsOf([
    areSmoke(runs) && smokeStandIn,
    !isAlike &&
      !own(model).some(({ standIn }) => standIn) && {
        badge: 'Stand-in model',
        sentence: `The model is ${shortModel(model)}${hashText(own(model))}, in place of ${dreamBoothProtocol.title}.`,
      },
    !isPaperData(first) &&
      !told.some(([one]) => one?.kind === 'dataset') && {
        badge: 'Stand-in data',
        sentence: `The subjects are of ${shortModel(data)} in place of ${dreamBoothProtocol.data}.`,
      },
    !isDino(first) &&
      !own(encoder).some(({ standIn }) => standIn) && {
        badge: 'Stand-in encoder',
        sentence: `Subject fidelity is measured with ${shortModel(encoder)}${hashText(own(encoder))} in place of DINO, so its values are not those of the paper’s column.`,
      },
    clip === null
      ? { badge: 'No CLIP', sentence: 'CLIP-I and CLIP-T are not scored.' }
      : !isClip(first) && {
          badge: 'Stand-in encoder',
          sentence: `CLIP-I and CLIP-T are measured with ${shortModel(clip)}${hashText(own(clip))} in place of CLIP.`,
        },
    ...told.map((group) => ({
      badge: group[0]?.kind === 'dataset' ? 'Stand-in data' : 'Stand-in model',
      sentence: `${group[0]?.standIn ?? ''}${group.length === 1 ? hashText(group) : ''}`,
    })),
    ...(isAlike && !runs.some(usesPaperSetup) ? otherSetup(first) : []).map((sentence) => ({
      badge: 'Other set-up',
      sentence: `${capital(sentence)}.`,
    })),
    config.precision === 'bfloat16' && bfloat16StandIn,
    uncheckedIdentity(runs),
    part !== undefined && { badge: 'Part of the subjects', sentence: `${part}.` },
  ]);
}

/** "4 of 30 subjects"; undefined where all are there. */
function partText(runs: readonly DreamBoothRun[]): string | undefined {
  const { subjects: all } = dreamBoothProtocol;
  const n = new Set(runs.map(({ config }) => config.subject)).size;
  return n < all ? `${n} of ${all} subjects` : undefined;
}

/** " (SHA-256 1a2b3c4d…)" of the weight files, or of all files where none is named as one. */
function hashText(assets: readonly AssetRecord[]): string {
  const files = assets.flatMap(({ sha256 }) => Object.entries(sha256));
  const weights = files.filter(([name]) => /\.(safetensors|bin|pth|ckpt)$/.test(name));
  const hashes = (weights.length > 0 ? weights : files).map(([, hash]) => `${hash.slice(0, 12)}…`);
  return hashes.length > 0 ? ` (SHA-256 ${[...new Set(hashes)].join(', ')})` : '';
}

/** The basis of a verdict on one of the paper's claims, from this setting. */
export const pictureBasis = (setting: Used): Basis =>
  basisOf(pictureStandIns(setting), pictureStandInsText(setting));

/** "with the model “small”, rendered subjects and the encoder “judge”"; undefined where nothing stands in. */
function pictureStandInsText({ runs, config }: Used): string | undefined {
  if (runs.some(usesPaperSetup)) {
    const part = partText(runs);
    return part && `on ${part}`;
  }
  const { model, data, encoder, preset } = config;
  const smoke = preset === 'smoke' ? ', in smoke runs' : '';
  return `with the model “${shortModel(model)}”, ${shortModel(data)} subjects and the encoder “${shortModel(encoder)}”${smoke}`;
}
