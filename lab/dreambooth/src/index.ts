export { DreamBoothError, type DreamBoothErrorCode } from './errors.ts';
export { loadFaceEncoder, type FaceEncoder, type PictureFace } from './faces/encoder.ts';
export { faceIdentity, realFaces, type FaceIdentity } from './faces/identity.ts';
export { autoencoderCodec } from './latents/autoencoder-codec.ts';
export type { LatentCodec } from './latents/codec.ts';
export * from './latents/fit-linear-codec.ts';
export { linearCodec, type LinearCodecWeights } from './latents/linear-codec.ts';
export { loadLinearCodec, saveLinearCodec } from './latents/linear-codec-file.ts';
export { checkIdentifier, type Splitter } from './prompts/identifier.ts';
export { loadPrompts } from './prompts/load.ts';
export * from './prompts/prompt-lists.ts';
export { embedPictures, embedTexts } from './scores/embed.ts';
export type { Embedding } from './scores/embedding.ts';
export * from './scores/encoders.ts';
export {
  cosineDiversity,
  priorPreservation,
  promptFidelity,
  realAgainstReal,
  subjectFidelity,
  type Score,
} from './scores/scores.ts';
export { centred, meanEmbeddingCosine } from './scores/variants.ts';
export { loadSubjects, type LoadSubjectsOptions } from './subjects/load.ts';
export { loadOwnSubject, type OwnSubject } from './subjects/own.ts';
export { prepareSubject, type PreparedSubject } from './subjects/prepared.ts';
export * from './subjects/rendered.ts';
export * from './subjects/read.ts';
export { promptsOf, type Subject, type SubjectPicture, type Subjects } from './subjects/subject.ts';
export type { DenoisingBatch, TextDropping } from './denoising/batch.ts';
export type { DenoisingExample, DenoisingShape } from './denoising/example.ts';
export * from './denoising/draw-pictures.ts';
export type { SampledValues, SamplerSetting, SamplingRequest } from './denoising/sample-latents.ts';
export { denoising, type DenoisingSetting } from './denoising/task.ts';
export { tokenStates, type TextModel } from './denoising/token-states.ts';
export { smallSchedulerConfig, smallTokens, smallUNetConfig } from './small-model/configs.ts';
export { encodeExamples, type CaptionedJob } from './small-model/encode.ts';
export { encodePictures, type EncodingJob } from './latents/encode-pictures.ts';
export { googleSubjects, googleDreamBooth } from './subjects/google.ts';
export type { Pipeline, PromptStates, UsualDrawing } from './pipelines/pipeline.ts';
export { openPipeline, smallModel } from './pipelines/open.ts';
export type { StableDiffusionOptions } from './pipelines/stable-diffusion.ts';
export { saveSmallModel, type SavedParts, type TextEncoderIdentity } from './small-model/files.ts';
export { loadTextModel, type LoadedTextModel } from './small-model/text-model.ts';
export { initialUNet } from './small-model/initial-unet.ts';
export { renderedPicture, type CaptionedPicture } from './small-model/rendered.ts';
export type { JudgedPicture } from './judge/attributes.ts';
export type { Augmentation, JudgeBatch, SubjectViews } from './judge/batch.ts';
export { colourMatcher, type ColourMatcher } from './judge/colour-match.ts';
export { attributes, judgeConfig, type Attribute, type JudgeConfig } from './judge/config.ts';
export { judgeFolder, loadJudge, saveJudge, type Judge } from './judge/files.ts';
export { imperfectViews, type ViewNoise } from './judge/imperfect-views.ts';
export {
  initialJudge,
  type JudgeOutputs,
  type JudgeModel,
  type JudgeNetwork,
} from './judge/network.ts';
export { scoreColourMatch, type ColourMatchScores } from './judge/score-colour-match.ts';
export { scoreJudge, type JudgeScores } from './judge/score-judge.ts';
export { similarities, type EmbeddedSubject, type Similarities } from './judge/similarities.ts';
export { judging, type JudgingSetting } from './judge/task.ts';
export { subjectViews, type JudgedView, type ViewSeries } from './judge/views.ts';
