const MiB = 2 ** 20;

/**
 * The most memory that the content of a file of `fileBytes` bytes may take. With the temporary memory of
 * reading, a file takes at most twice its size plus 64 MiB, whatever it claims.
 */
export const memoryFor = (fileBytes: number): number => 2 * fileBytes + 32 * MiB;
