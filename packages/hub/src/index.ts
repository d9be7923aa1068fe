export type { AssetFile, Assets, Progress, ResolveOptions } from './assets.ts';
export { checkpointFiles, type CheckpointFiles } from './checkpoint-files.ts';
export { ownCache } from './environment.ts';
export { HubError, type HubErrorCode } from './errors.ts';
export { resolveCheckpoint, resolveDataset } from './resolve.ts';
export { loadPromptTokenizer, type PromptTokenizer } from './tokenizer/prompt-tokenizer.ts';
export { loadTokenizer, type Encoded, type Tokenizer } from './tokenizer/tokenizer.ts';
