export { withLock, type LockOptions } from './lock.mjs';
export { isRunning, isVisible, thisProcess, type ProcessIdentity } from './process-identity.mjs';
export { replaceFile } from './replace-file.mjs';
export { isStale, removeStale, temporaryPath } from './stale-files.mjs';
export { hasEnded, writerTag } from './writer-tag.mjs';
