export { assetRecordOf } from './asset-record.ts';
export type { AssetFile, Assets, DownloadProgress, ResolveOptions } from './assets.ts';
export { checkpointFiles, type CheckpointFiles } from './checkpoint-files.ts';
export type { WeightPart } from './diffusion/compvis-names.ts';
export {
  pipelineFiles,
  resolvePipeline,
  type PipelineFiles,
  type PipelineOptions,
} from './diffusion/pipeline.ts';
export { openSingleFile } from './diffusion/single-file.ts';
export { singleFileConfigs } from './diffusion/single-file-configs.ts';
export { encoderFiles, resolveEncoder, type EncoderFiles } from './encoder-files.ts';
export { hubCache, ownCache } from './environment.ts';
export { HubError, isOffline, type HubErrorCode } from './errors.ts';
export { remoteFiles, type RemoteFiles } from './remote.ts';
export { resolveCheckpoint, resolveDataset } from './resolve.ts';
export { loadPromptTokenizer, type PromptTokenizer } from './tokenizer/prompt-tokenizer.ts';
export { loadTokenizer, type Encoded, type Tokenizer } from './tokenizer/tokenizer.ts';
