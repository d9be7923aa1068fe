import { replaceFile } from '@singlora/core/disk';
import { CodedError, reasonOf } from '@singlora/core/errors';

/** Every error this package raises on purpose; `code` is stable, the text is for people. */
class ReportingError extends CodedError<'CANNOT_WRITE'> {
  override readonly name = 'ReportingError';
}

/**
 * Writes the whole file or nothing, creating its folder.
 * @param option the command-line option that names another folder
 * @throws {ReportingError} `CANNOT_WRITE`
 */
export async function writePage(path: string, text: string, option: string): Promise<void> {
  try {
    await replaceFile(path, (file) => file.writeFile(text));
  } catch (cause) {
    throw new ReportingError(
      'CANNOT_WRITE',
      `${path} cannot be written (${reasonOf(cause)}). Free some space, make the folder writable, or choose another with ${option}.`,
      { cause },
    );
  }
}
