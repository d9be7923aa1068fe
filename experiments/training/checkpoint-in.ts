import { join } from 'node:path';

/** The path in a run's folder to which it saves while it trains. */
export const checkpointIn = (folder: string): string => join(folder, 'checkpoint');
