import { CodedError, codedAs, isFullDisk, reasonOf } from '../errors/index.ts';
import { listedNames, printableMessage, quoted, shown } from './quoted.ts';

/** The stable codes of {@link FormatError}. */
export type FormatErrorCode =
  | 'FORMAT_SAFETENSORS'
  | 'FORMAT_SHARDS'
  | 'FORMAT_GGUF'
  | 'FORMAT_GGUF_TYPE'
  | 'FORMAT_PICKLE'
  | 'FORMAT_PICKLE_CODE'
  | 'FORMAT_NO_TENSOR'
  | 'FORMAT_NOT_FLOATS'
  | 'FORMAT_PARQUET'
  | 'FORMAT_TSV'
  | 'FORMAT_CSV'
  | 'FORMAT_TABLE'
  | 'FORMAT_JSONL'
  | 'FORMAT_UNREADABLE'
  | 'FORMAT_UNWRITABLE'
  | 'FORMAT_DISK_FULL';

/** Every failure of this package: invalid bytes, or an error of the file system. */
export class FormatError extends CodedError<FormatErrorCode> {
  override readonly name = 'FormatError';

  constructor(code: FormatErrorCode, message: string, options?: ErrorOptions) {
    super(code, printableMessage(message), options);
  }

  override get mayPass(): boolean {
    return this.code === 'FORMAT_DISK_FULL' || this.code === 'FORMAT_UNWRITABLE';
  }
}

const coded = codedAs(FormatError);
const because = (cause: unknown) => codedAs(FormatError, { cause });

export const safetensorsError = (where: string, problem: string) =>
  coded.FORMAT_SAFETENSORS`${where} is not a sound safetensors file: ${problem}. Fetch or write the file again.`;

export function unknownTensor(where: string, name: string, names: readonly string[]): FormatError {
  const some = listedNames(names, 3);
  return coded.FORMAT_NO_TENSOR`${where} holds no tensor ${quoted(name)}; it holds ${names.length}${some && `, such as ${some}`}.`;
}

export const unwritableTensor = (where: string, name: string, problem: string) =>
  coded.FORMAT_SAFETENSORS`Cannot write tensor ${quoted(name)} to ${where}: ${problem}.`;

export const notFloats = (dtype: string, tensor = 'A tensor') =>
  coded.FORMAT_NOT_FLOATS`${tensor} of type ${dtype} cannot be read as 32-bit floats; F32, F16, BF16, F64, F8_E4M3 and F8_E5M2 can.`;

export const notNarrowed = (dtype: string) =>
  coded.FORMAT_NOT_FLOATS`32-bit floats cannot be written as ${dtype}; F32, F16, BF16 and F64 can take them.`;

export const shardsError = (index: string, problem: string) =>
  coded.FORMAT_SHARDS`${index} does not describe a sound set of shards: ${problem}. Fetch the index and its shards again, together.`;

export const ggufError = (where: string, problem: string) =>
  coded.FORMAT_GGUF`${where} is not a sound GGUF file: ${problem}. Fetch the file again.`;

export const ggufType = (
  where: string,
  tensor: string,
  type: string,
  supported: readonly string[],
) =>
  coded.FORMAT_GGUF_TYPE`${where} stores tensor ${quoted(tensor)} as ${type}, which cannot be read. Use a file quantised as one of ${supported.join(', ')}.`;

export const pickleError = (where: string, problem: string) =>
  coded.FORMAT_PICKLE`${where} is not a sound file of PyTorch's: ${problem}. Fetch or write the file again.`;

export const pickledCode = (where: string, name: string) =>
  coded.FORMAT_PICKLE_CODE`${where} is refused: its pickle names ${shown(name)}. Only what makes up tensors is read, since anything else may run code. Where you trust the file, save its state dict alone from Python, as safetensors or by torch.save(model.state_dict(), path).`;

export const parquetError = (path: string, cause: unknown) =>
  because(cause)
    .FORMAT_PARQUET`${path} is not a parquet file that can be read: ${shown(reasonOf(cause), 300)}. Fetch the file again.`;

export const parquetTooLarge = (path: string, what: string) =>
  coded.FORMAT_PARQUET`${path} is not read: ${what} would take far more memory than suits a file of its size. If it is sound, write it as several files, or as JSON lines.`;

export function tableError(format: 'TSV' | 'CSV', path: string, line: number, problem: string) {
  return new FormatError(`FORMAT_${format}`, `${path}, line ${line}: ${problem}.`);
}

export const noTable = (path: string, endings: readonly string[]) =>
  coded.FORMAT_TABLE`${path} is no table that can be read: its name must end in ${endings.join(', ')}.`;

export const jsonlError = (path: string, line: number, problem: string) =>
  coded.FORMAT_JSONL`${path}, line ${line}: ${problem}.`;

export const unreadable = (path: string, cause: unknown) =>
  because(cause).FORMAT_UNREADABLE`Cannot read ${path}: ${reasonOf(cause)}.`;

export const unwritable = (path: string, cause: unknown) =>
  isFullDisk(cause)
    ? because(cause)
        .FORMAT_DISK_FULL`No room to write ${path} (${reasonOf(cause)}). Nothing half-written is left; free some space and try again.`
    : because(cause)
        .FORMAT_UNWRITABLE`Cannot write ${path}: ${reasonOf(cause)}. Nothing half-written is left; check that the folder exists and may be written to.`;
