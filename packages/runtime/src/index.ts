export { startBackend, type StartOptions } from './backend.ts';
export type { Backend, BackendName } from './backends/starter.ts';
export { RuntimeError, type RuntimeErrorCode } from './errors.ts';
export { memoryUse, type MemoryUse } from './memory.ts';
export { randomStream, restoreStream, type RandomStream } from './random.ts';
