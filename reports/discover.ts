import { readdir } from 'node:fs/promises';

/**
 * The default exports of a folder's files NAME + `ending`, by rank; those without a rank come last,
 * by name. A bundler sees which modules `load` may import: its path is a template of NAME.
 */
export async function discover<Found>(
  folder: string,
  ending: string,
  load: (name: string) => Promise<unknown>,
  placeOf: (found: Found) => number | undefined,
): Promise<{ name: string; found: Found }[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(ending)).sort();
  const all = files.map(async (file) => {
    const name = file.slice(0, -ending.length);
    return { name, found: ((await load(name)) as { default: Found }).default };
  });
  const place = ({ found }: { found: Found }) => placeOf(found) ?? Infinity;
  return (await Promise.all(all)).sort((a, b) => place(a) - place(b) || 0);
}
