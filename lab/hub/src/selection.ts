import { checkFileName } from './names.ts';
import type { Place } from './place.ts';

/** Files that are on this machine. */
export interface Taken {
  readonly folder: string;
  readonly files: readonly string[];
}

/** The files that are wanted from a repository. */
export interface Selection {
  /** The need in messages: "config.json is needed". */
  readonly needed: string;
  /** The names of files that are each a whole model. */
  readonly single?: RegExp;
  /** @throws HubError where the place lacks something */
  take(place: Place): Promise<Taken>;
}

/** These files. @throws HubError `HUB_BAD_NAME` for names that are not paths inside a repository */
export function exactly(files: readonly string[]): Selection {
  files.forEach(checkFileName);
  return {
    needed: `${files.join(', ')} ${files.length > 1 ? 'are' : 'is'} needed`,
    take: async (place) => ({ folder: await place.bring(files), files }),
  };
}
