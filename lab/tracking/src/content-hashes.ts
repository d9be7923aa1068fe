import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256');

export const contentHashes = z.strictObject({ summary: sha256, curves: sha256, files: sha256 });

/** Hex SHA-256 of a run's result, its curves and the list of its files, as they were when it finished. */
export type ContentHashes = z.infer<typeof contentHashes>;
