export { startBackend, backendNames } from './backend.ts';
export type { StartOptions } from './backend.ts';
export type { Backend, BackendName } from './backends/starter.ts';
export { RuntimeError } from './errors.ts';
export type { RuntimeErrorCode } from './errors.ts';
export { memoryUse } from './memory.ts';
export type { MemoryUse } from './memory.ts';
export { randomStream, restoreStream } from './random.ts';
export type { RandomStream } from './random.ts';
