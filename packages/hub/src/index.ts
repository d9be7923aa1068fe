export type { AssetFile, Assets, Progress, ResolveOptions } from './assets.ts';
export { ownCache } from './environment.ts';
export { HubError, type HubErrorCode } from './errors.ts';
export { resolveDataset, resolveModel } from './resolve.ts';
export { loadTokenizer, type Encoded, type Tokenizer } from './tokenizer.ts';
