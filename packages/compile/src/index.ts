export * from './compile.ts';
export { CompileError, type CompileErrorCode } from './errors.ts';
export type { TensorTree } from './tree.ts';
