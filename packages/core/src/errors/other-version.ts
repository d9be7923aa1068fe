/** The last commit of this project that reads archives and records of earlier versions. */
const lastReader = '5447271759cf';

/**
 * What is wrong with a version of data other than the one that is read, to follow the word "version"; undefined where nothing is.
 *
 * @param version as the data states it; data from before versions has 0
 */
export function otherVersion(version: unknown, read: number): string | undefined {
  const found = Number.isInteger(version) ? Number(version) : -1;
  if (found === read || found < 0) return undefined;
  const reader =
    found < read
      ? `commit ${lastReader} of this project reads earlier ones`
      : 'a later commit of this project reads it';
  return `${found}, and only ${read} is read; ${reader}`;
}
