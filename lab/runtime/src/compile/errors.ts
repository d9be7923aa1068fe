import { CodedError, reasonOf, codedAs } from '@singlora/core/errors';

/** The stable codes of {@link CompileError}. */
export type CompileErrorCode =
  | 'COMPILE_NOT_A_TENSOR'
  | 'COMPILE_READ'
  | 'COMPILE_RANDOM'
  | 'COMPILE_SHAPE'
  | 'COMPILE_CHANGING'
  | 'COMPILE_UNSUPPORTED'
  | 'COMPILE_DISPOSED'
  | 'COMPILE_RUN';

/** Every error this package throws on purpose; `code` is stable, the text is for people. */
export class CompileError extends CodedError<CompileErrorCode> {
  override readonly name = 'CompileError';
}

const coded = codedAs(CompileError);

export const notATensor = (path: string, value: unknown) =>
  coded.COMPILE_NOT_A_TENSOR`${path} is ${describe(value)}, where a compiled function takes and gives tensors, in records and arrays. A number that changes from call to call goes in as tf.scalar(number); one that never changes belongs in the function itself.`;

export const readsValue = () =>
  coded.COMPILE_READ`The compiled function reads the value of a tensor (dataSync, data, arraySync, print, or an operation such as tf.gather that checks its indices). A replay would keep the value of the first call. Return the tensor and read it outside, or compute with it as a tensor.`;

export const drawsRandomly = (op: string) =>
  coded.COMPILE_RANDOM`The compiled function draws random numbers with '${op}', which keeps a state of its own. Pass a seed in as a tensor and use one of TensorFlow's 'Stateless…' operations.`;

export const hasUnknownShape = (op: string) =>
  coded.COMPILE_SHAPE`The compiled function uses '${op}', whose result's shape depends on values, but in a graph the inputs' shapes have to decide all others. Use a mask instead of a selection.`;

export const changing = (what: string) =>
  coded.COMPILE_CHANGING`The compiled function is not the same at every call with the same shapes: ${what}. A replay would repeat the first. Usual causes: random numbers drawn in JavaScript (tf.randomNormal, tf.dropout, Math.random), a counter or a schedule read from outside, a variable that is assigned to. Pass changing values in as tensors.`;

export const unsupportedConstant = (dtype: number) =>
  coded.COMPILE_UNSUPPORTED`The compiled function makes a tensor of TensorFlow's data type ${dtype}; graphs here hold float32, int32 and bool.`;

export const unsupportedAttribute = (op: string, name: string, type: number) =>
  coded.COMPILE_UNSUPPORTED`The operation '${op}' has an attribute '${name}' of kind ${type}, which cannot be written into a graph.`;

export const unknownNativeTensor = (id: number) =>
  coded.COMPILE_UNSUPPORTED`An operation reads the native tensor ${id}, which belongs to no tfjs tensor; it cannot be found again later.`;

export const noTemporaryFolder = (folder: string, cause: unknown) =>
  codedAs(CompileError, { cause })
    .COMPILE_UNSUPPORTED`Nothing can be written to ${folder} (${reasonOf(cause)}). Set TMPDIR to a folder for temporary files.`;

export const cannotLoad = (cause: unknown) =>
  codedAs(CompileError, { cause })
    .COMPILE_UNSUPPORTED`TensorFlow cannot load the recorded graph: ${reasonOf(cause)}`;

export const disposed = (what: string) =>
  coded.COMPILE_DISPOSED`${what} was disposed, but the compiled function still needs it.`;

export const runFailed = (cause: unknown) =>
  new CompileError('COMPILE_RUN', `The compiled function failed: ${reasonOf(cause)}`, { cause });

const describe = (value: unknown) => {
  if (typeof value !== 'object') return `a ${typeof value}`;
  return value === null ? 'null' : `a ${value.constructor.name}`;
};
