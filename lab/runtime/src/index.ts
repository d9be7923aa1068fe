export { startBackend, type StartOptions } from './backend.ts';
export type { Backend, BackendName } from './backends/starter.ts';
export { RuntimeError, type RuntimeErrorCode } from './errors.ts';
export { memoryUse, type MemoryUse } from './memory.ts';
export { randomStream, restoreStream, type RandomStream } from './random.ts';
export * from './compile/compile.ts';
export { CompileError, type CompileErrorCode } from './compile/errors.ts';
export type { TensorTree } from './compile/tree.ts';
