import { join } from 'node:path';

export const checkpointIn = (folder: string): string => join(folder, 'checkpoint');
