export { openTask } from './task-file.ts';
export { GlueError, type GlueErrorCode } from './errors.ts';
export type { GlueAsset, GlueRows, Row } from './row.ts';
export { loadRows, type LoadRowsOptions } from './rows.ts';
export {
  templates,
  tokenizeRows,
  type Template,
  type Tokenized,
  type TokenizeOptions,
} from './tokenize.ts';
export { prefixOnce, type PrefixCacheOptions } from './prefix-cache.ts';
export type { KeptPrefix, PrefixSubject } from './prefix-file.ts';
export { selectRows } from './select.ts';
export { apartFrom } from './shared-texts.ts';
export { splitOff } from './split-off.ts';
export {
  checkSubmittable,
  predictionLines,
  submission,
  type PredictedRows,
  type Submission,
} from './predictions.ts';
