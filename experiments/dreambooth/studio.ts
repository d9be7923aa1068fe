import {
  checkIdentifier,
  instancePrompt,
  judgeFolder,
  loadClipEncoders,
  loadFaceEncoder,
  loadJudge,
  loadPictureEncoder,
  openPipeline,
  type DenoisingShape,
  type Embedding,
  type Judge,
  type LatentCodec,
  type PictureEncoder,
  type Pipeline,
  type PromptStates,
} from '@singlora/dreambooth';
import type { ResolveOptions } from '@singlora/hub';
import type { UNet } from '@singlora/models';
import { dreamBoothBaselines } from '@singlora/records';
import { misuse } from '@singlora/runner';
import type { AssetRecord } from '@singlora/tracking';
import { createRecordings, type Recordings } from '@singlora/training';
import { checkOneClass, givenClassPictures } from './class-folder.ts';
import { judgeName, type PlannedSubject, type LoadedSubject } from './candidates.ts';
import { isRendered, known, type Encoders, type KnownSubject } from './known-subject.ts';
import { encodersOf } from './run-config.ts';
import type { DreamBoothSettings } from './settings.ts';
import { precisionOf } from '../training/precision.ts';

/** What all runs of an experiment share: a text-to-image model, the subjects, and the scoring encoders. */
export interface Studio extends Encoders {
  readonly pipeline: Pipeline;
  /** frozen, in the precision of the settings */
  readonly denoiser: UNet;
  /** the denoiser with float32 weights, for runs that train all of them */
  readonly whole: UNet;
  readonly codec: LatentCodec;
  readonly prompts: PromptStates;
  /** The recorded graphs of runs on the denoiser. */
  readonly recordings: Recordings;
  /** pixels a side */
  readonly resolution: number;
  readonly shape: DenoisingShape;
  /** the text encoder's states for an empty prompt */
  readonly noPrompt: Float32Array;
  readonly subjects: ReadonlyMap<string, KnownSubject>;
  /** Embeddings of all subjects' references; empty for a single subject, whose mean would be no centre. */
  readonly many: readonly Embedding[];
  readonly assets: readonly AssetRecord[];
  readonly drawBatch: number;
  readonly classFolder: string | undefined;
  /** The pictures in that folder at the start, which runs with prior preservation train on. */
  readonly classAssets: readonly AssetRecord[];
  readonly keepAdapters: number;
}

/** Loads a model, subjects and encoders; they are freed when the process ends. */
export async function openStudio(
  settings: DreamBoothSettings,
  candidates: readonly PlannedSubject[],
  find: ResolveOptions,
): Promise<Studio> {
  const { tokenizer, identifier } = settings;
  const { onNotice: notice = () => undefined } = find;
  const { encoder: encoderName, clip: clipName } = encodersOf(settings);
  const pipeline = await openPipeline(settings.model, {
    ...find,
    ...(tokenizer !== undefined && { tokenizer }),
  });
  const resolution = settings.resolution === 'own' ? pipeline.resolution : settings.resolution;
  const loaded: LoadedSubject[] = [];
  for (const candidate of candidates) loaded.push(await candidate.load(resolution, find));
  checkOneClass(
    settings,
    loaded.map(({ subject }) => subject.className),
  );
  const usesJudge = encoderName === judgeName;
  const judge = loaded.every(({ subject }) => isRendered(subject))
    ? await loadJudge(judgeFolder)
    : undefined;
  if (usesJudge && !judge)
    throw misuse`The judge only knows rendered pictures. Choose another --encoder for photographs, such as efficientnet-lite0.`;
  const own = usesJudge ? undefined : await loadPictureEncoder(encoderName, find);
  const encoder = (own ?? judge) as PictureEncoder;
  const faces = settings.faces ? await loadFaceEncoder() : undefined;
  const clip = clipName === null ? undefined : await loadClipEncoders(clipName, find);

  const prompts = remembering(await pipeline.prompts());
  for (const className of new Set(loaded.map(({ subject }) => subject.className)))
    await checkIdentifier(
      { identifier, className },
      { tokens: (text) => prompts.split(text) },
      notice,
    );
  const [noPrompt] = (await prompts.of([''])) as [Float32Array];
  const codec = await pipeline.codec();
  const side = sideOf(resolution, codec);
  const subjects = new Map<string, KnownSubject>();
  for (const [i, one] of loaded.entries())
    subjects.set(
      (candidates[i] as PlannedSubject).name,
      await known(one, { encoder, judge, faces, clip }, settings.lineUp),
    );
  const precision = precisionOf(settings);
  const denoiser = await pipeline.denoiser({ precision });
  const isOne =
    precision === 'float32' ||
    settings.baselines.every((name) => name !== dreamBoothBaselines.full);
  const many = [...subjects.values()].flatMap(({ real }) => real);
  return {
    pipeline,
    denoiser,
    whole: isOne ? denoiser : await pipeline.denoiser(),
    codec,
    prompts,
    recordings: createRecordings(),
    resolution,
    shape: {
      latents: [side, side, codec.channels],
      text: [prompts.tokens, noPrompt.length / prompts.tokens],
    },
    noPrompt,
    subjects,
    encoder,
    judge,
    faces,
    clip,
    many: subjects.size > 1 ? many : [],
    assets: [
      ...pipeline.assets,
      ...(own ? [own.asset] : []),
      ...(judge ? [judgeAsset(judge)] : []),
      ...(faces ? [faces.asset] : []),
      ...(clip ? [clip.asset] : []),
    ],
    drawBatch: settings.drawBatch,
    classFolder: settings.classFolder,
    classAssets: await givenClassPictures(settings, find),
    keepAdapters: settings.keepAdapters,
  };
}

/** The same with a cache of each prompt's states: every run draws with the same few prompts. */
function remembering(prompts: PromptStates): PromptStates {
  const known = new Map<string, Float32Array>();
  return {
    ...prompts,
    async of(asked) {
      const fresh = [...new Set(asked)].filter((prompt) => !known.has(prompt));
      const states = fresh.length > 0 ? await prompts.of(fresh) : [];
      fresh.forEach((prompt, i) => known.set(prompt, states[i] as Float32Array));
      return asked.map((prompt) => known.get(prompt) as Float32Array);
    },
  };
}

export const promptOf = ({ subject }: LoadedSubject, identifier: string): string =>
  instancePrompt({ identifier, className: subject.className });

function sideOf(resolution: number, { factor }: LatentCodec): number {
  const side = resolution / factor;
  if (!Number.isInteger(side))
    throw misuse`--resolution=${resolution}: this model's pictures have a multiple of ${factor} pixels a side.`;
  return side;
}

const judgeAsset = ({ sha256 }: Judge): AssetRecord => ({
  kind: 'model',
  id: 'judge of rendered pictures',
  revision: '1',
  source: 'built-in',
  origin: 'weights that come with this project (experiments:train-judge)',
  sha256: { 'model.safetensors': sha256 },
  standIn:
    'A judge trained on rendered pictures embeds pictures, and sees class and scene, in place of DINO and CLIP.',
});
