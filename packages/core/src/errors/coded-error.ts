/**
 * An error raised on purpose. Its message says what went wrong, where, and what to do, so that a command prints it
 * without a stack; `code` never changes.
 */
export abstract class CodedError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Whether the same request may succeed later: after a full disk, or a lock. */
  get mayPass(): boolean {
    return false;
  }
}

/** The message of any thrown value, to be part of a longer message. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
