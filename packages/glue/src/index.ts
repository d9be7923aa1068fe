export { GlueError, type GlueErrorCode } from './errors.ts';
export {
  glueRepository,
  tasks,
  type GlueColumns,
  type GlueSplit,
  type GlueTask,
  type TaskName,
} from './tasks.ts';
export type { Row } from './row.ts';
export { loadRows, type GlueAsset, type GlueRows, type LoadRowsOptions } from './rows.ts';
export { builtInRows } from './builtin/rows.ts';
export { tokenizeOnce, type TokenCacheOptions } from './token-cache.ts';
export { tokenizeRows } from './tokenize.ts';
export { selectRows } from './select.ts';
export { paperProtocol, type GlueProtocol, type LearningRate } from './protocol.ts';
