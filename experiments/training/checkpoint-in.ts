import { join } from 'node:path';

/** The path of checkpoints in a run's folder. */
export const checkpointIn = (folder: string): string => join(folder, 'checkpoint');
