import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What each file NAME + `ending` of a folder exports as its default; by place, and those without one last, by name. */
export async function discover<Found>(
  folder: string,
  ending: string,
  placeOf: (found: Found) => number | undefined,
): Promise<{ name: string; found: Found }[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(ending)).sort();
  const all = files.map(async (file) => {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as { default: Found };
    return { name: file.slice(0, -ending.length), found: module.default };
  });
  const place = ({ found }: { found: Found }) => placeOf(found) ?? Infinity;
  return (await Promise.all(all)).sort((a, b) => place(a) - place(b) || 0);
}
