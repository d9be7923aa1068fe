/** What went wrong, as a name that never changes. */
export type HubErrorCode = 'HUB_TOKENIZER';

/** Every failure to find, fetch or trust an asset. */
export class HubError extends Error {
  override readonly name = 'HubError';
  readonly code: HubErrorCode;

  constructor(code: HubErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

export function badTokenizer(path: string, cause: unknown): HubError {
  return new HubError(
    'HUB_TOKENIZER',
    `${path} is not a tokenizer that can be used: ${reason(cause)}. Fetch the file again.`,
    { cause },
  );
}

export function tokenizerTooShort(maxLength: number, special: number): HubError {
  return new HubError(
    'HUB_TOKENIZER',
    `A maximum length of ${maxLength} has no room for the ${special} special tokens; choose a larger one.`,
  );
}
