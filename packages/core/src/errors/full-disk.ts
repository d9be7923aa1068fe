const codes = new Set<unknown>(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Whether a write failed because there is no room for what it wrote. */
export const isFullDisk = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && codes.has(error.code);
