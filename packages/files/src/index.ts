export { isRunning, isVisible, thisProcess, type ProcessIdentity } from './process-identity.ts';
export { replaceFile } from './replace-file.ts';
export { isStale, removeStale, temporaryPath } from './stale-files.ts';
export { hasEnded, writerTag } from './writer-tag.ts';
