import { dreamBoothProtocol } from '@singlora/records';
import { distinctBy, groupBy, type Basis } from '@singlora/reporting/text';
import type { AssetRecord } from '@singlora/tracking';
import { shortModel } from '../short-model.ts';
import { basisOf, smokeStandIn, type StandIn } from '../stand-in.ts';
import type { DreamBoothRun, DreamBoothConfig } from './run.ts';

const isPaperModel = ({ config: { model } }: DreamBoothRun) =>
  shortModel(model) === shortModel(dreamBoothProtocol.repository);
const isPaperData = ({ config: { data } }: DreamBoothRun) => data === dreamBoothProtocol.data;
const isDino = ({ config: { encoder } }: DreamBoothRun) => /^dino-vit/.test(shortModel(encoder));

/** Runs of one setting. */
interface Used {
  readonly runs: readonly DreamBoothRun[];
  readonly config: DreamBoothConfig;
}

/** Whether a run used what the paper used: its model, its pictures and its encoders. */
export const usesPaperSetup = (run: DreamBoothRun): boolean =>
  isPaperModel(run) &&
  isPaperData(run) &&
  isDino(run) &&
  run.config.clip !== null &&
  run.record.assets.every(({ standIn }) => standIn === undefined);

/** In what a setting is less than the paper's: what stands in, by its hash where that is one file's. */
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
  const found: StandIn[] = [];
  if (config.preset === 'smoke') found.push(smokeStandIn);
  if (!isPaperModel(first) && !own(model).some(({ standIn }) => standIn))
    found.push({
      badge: 'Stand-in model',
      sentence: `The model is ${shortModel(model)}${hashText(own(model))}, in place of ${dreamBoothProtocol.title}.`,
    });
  if (!isPaperData(first) && !told.some(([one]) => one?.kind === 'dataset'))
    found.push({
      badge: 'Stand-in data',
      sentence: `The subjects are of ${shortModel(data)} in place of ${dreamBoothProtocol.data}.`,
    });
  if (!isDino(first) && !own(encoder).some(({ standIn }) => standIn))
    found.push({
      badge: 'Stand-in encoder',
      sentence: `Subject fidelity is measured with ${shortModel(encoder)}${hashText(own(encoder))} in place of DINO, so its values are not those of the paper’s column.`,
    });
  if (clip === null)
    found.push({ badge: 'No CLIP', sentence: 'CLIP-I and CLIP-T are not scored.' });
  for (const group of told) {
    const [asset] = group;
    const hash = group.length === 1 ? hashText(group) : '';
    found.push({
      badge: asset?.kind === 'dataset' ? 'Stand-in data' : 'Stand-in model',
      sentence: `${asset?.standIn ?? ''}${hash}`,
    });
  }
  const part = isPaperData(first) ? partText(runs) : undefined;
  if (part !== undefined) found.push({ badge: 'Part of the subjects', sentence: `${part}.` });
  return found;
}

/** "4 of 30 subjects"; undefined where all are there. */
function partText(runs: readonly DreamBoothRun[]): string | undefined {
  const { subjects: all } = dreamBoothProtocol;
  const n = new Set(runs.map(({ config }) => config.subject)).size;
  return n < all ? `${n} of ${all} subjects` : undefined;
}

/** " (SHA-256 1a2b3c4d…)" of the files of weights, or of all where none has such a name. */
function hashText(assets: readonly AssetRecord[]): string {
  const files = assets.flatMap(({ sha256 }) => Object.entries(sha256));
  const weights = files.filter(([name]) => /\.(safetensors|bin|pth|ckpt)$/.test(name));
  const hashes = (weights.length > 0 ? weights : files).map(([, hash]) => `${hash.slice(0, 12)}…`);
  return hashes.length > 0 ? ` (SHA-256 ${[...new Set(hashes)].join(', ')})` : '';
}

/** What a verdict on a claim of the paper rests on that a setting gives. */
export const pictureBasis = (setting: Used): Basis =>
  basisOf(pictureStandIns(setting), pictureStandInsText(setting));

/** "with the model small, rendered subjects and the encoder judge"; undefined where nothing stands in. */
export function pictureStandInsText({ runs, config }: Used): string | undefined {
  if (runs.every(usesPaperSetup)) {
    const part = partText(runs);
    return part && `on ${part}`;
  }
  const { model, data, encoder, preset } = config;
  const smoke = preset === 'smoke' ? ', in smoke runs' : '';
  return `with the model ${shortModel(model)}, ${shortModel(data)} subjects and the encoder ${shortModel(encoder)}${smoke}`;
}
