/** The last commit of this project that reads archives and records of earlier versions. */
const lastReader = '5447271759cf';

/**
 * What is wrong with data in an earlier version than the one that is read, to follow its name; undefined of any other.
 *
 * @param version as the data states it; data from before versions has 0
 */
export const earlierVersion = (version: unknown, read: number): string | undefined =>
  Number.isInteger(version) && Number(version) >= 0 && Number(version) < read
    ? `has version ${Number(version)}, and only version ${read} is read; commit ${lastReader} of this project reads earlier ones`
    : undefined;
