const MiB = 2 ** 20;

/**
 * The most memory that the content of a file of `fileBytes` bytes may take. With the temporary memory of
 * reading, a file takes at most twice its size plus 64 MiB, whatever it claims.
 */
export const memoryFor = (fileBytes: number): number => 2 * fileBytes + 32 * MiB;

/**
 * The most memory that the rows of a file may take, by its size in bytes: wider than for other files, as each row and cell takes some
 * beside its text, and columns pack well, those of few different values a hundredfold and more.
 */
export const memoryForRows = (fileBytes: number): number => 16 * fileBytes + 32 * MiB;
