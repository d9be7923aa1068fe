const MiB = 2 ** 20;

/**
 * The most memory that the content of a file of `fileBytes` bytes may take. With what reading itself needs for a
 * moment, a file takes at most twice its size and 64 MiB, whatever it claims.
 */
export const memoryFor = (fileBytes: number): number => 2 * fileBytes + 32 * MiB;
