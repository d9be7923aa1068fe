export { withLock, type LockOptions } from './lock.mjs';
export { makeFolders } from './make-folders.mjs';
export { isRunning, isVisible, thisProcess, type ProcessIdentity } from './process-identity.mjs';
export { replaceFile, syncFolder } from './replace-file.mjs';
export { removeStale, temporaryPath } from './stale-files.mjs';
export { writerTag } from './writer-tag.mjs';
