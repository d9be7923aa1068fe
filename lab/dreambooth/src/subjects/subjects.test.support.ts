import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writePicture } from '@singlora/pictures';

/** A table and prompts in the form of google/dreambooth's file, with our own words. */
export const classesText = (rows: readonly string[]): string =>
  [
    ...['Classes', '', 'subject_name,class', ...rows, '', 'Prompts', ''],
    ...['Object Prompts', '', 'prompt_list = ['],
    ...["'a {0} {1} on a shelf'.format(unique_token, class_token),"],
    ...["'a blue {0} {1}'.format(unique_token, class_token)", ']', ''],
    ...['Live Subject Prompts', '', 'prompt_list = ['],
    ...["'a {0} {1} in a raincoat'.format(unique_token, class_token)", ']', ''],
  ].join('\n');

/** A picture of one colour; another shade has different bytes. */
export async function paint(path: string, shade: number): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writePicture(`${path}.png`, {
    width: 5,
    height: 4,
    pixels: new Uint8Array(60).fill(shade),
  });
  return `${path}.png`;
}

export async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** A folder in google/dreambooth's layout: the given number of pictures per subject, or no folder for undefined. */
export async function layOut(
  root: string,
  counts: Readonly<Record<string, number>>,
  rows = Object.keys(counts).map((name) => `${name},thing`),
): Promise<void> {
  await put(join(root, 'prompts_and_classes.txt'), classesText(rows));
  for (const [name, count] of Object.entries(counts))
    for (let i = 0; i < count; i++) await paint(join(root, name, `0${i}`), i);
}
