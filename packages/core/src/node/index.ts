// Adapters in files, with Node's file system: the package's entry `@singlora/core/node`.
export { exportAdapter, exportToMlx } from './export.ts';
export { mergeIntoCheckpoint } from './merge-file.ts';
export { readAdapter } from './read.ts';
export { savedConfig } from './saved-config.ts';
export { loadAdapter, saveAdapter } from './save-load.ts';
export { writeAdapter } from './write.ts';
