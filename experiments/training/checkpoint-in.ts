import { join } from 'node:path';

/** Where a run saves while it trains, in its folder. */
export const checkpointIn = (folder: string): string => join(folder, 'checkpoint');
