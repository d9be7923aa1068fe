import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DreamBoothError, loadFaceEncoder } from '@singlora/dreambooth';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { writePicture } from '@singlora/pictures';
import { startBackend } from '@singlora/runtime';
import { beforeAll, expect, it, vi } from 'vitest';
import { root } from '../testing/run-command.ts';
import { lookFor, neededPeople } from './assets.ts';

vi.mock(import('@singlora/dreambooth'), async (original) => {
  const all = await original();
  return { ...all, loadFaceEncoder: vi.fn(all.loadFaceEncoder) };
});

const folder = folderForAllTests();
const grey = (side: number) => ({
  width: side,
  height: side,
  pixels: new Uint8Array(side * side * 3).fill(100),
});
const look = (onNotice?: (line: string) => void) =>
  lookFor(neededPeople(2, folder, { resolution: 512, framing: 'crop' }), {
    ...(onNotice && { onNotice }),
  });

await startBackend();
const isInstalled = await loadFaceEncoder().then(
  (encoder) => (encoder.dispose(), true),
  () => false,
);

beforeAll(async () => {
  const face = join(root, 'lab/dreambooth/src/faces/fixtures/astronaut.webp');
  const prompts = ['Object Prompts', 'Live Subject Prompts']
    .map(
      (title) => `${title}\n\nprompt_list = [\n'a {0} {1}'.format(unique_token, class_token),\n]\n`,
    )
    .join('\n');
  writeFileSync(
    join(folder, 'prompts_and_classes.txt'),
    `Classes\n\nsubject_name,class\nann,person\nbea,person\n\nPrompts\n\n${prompts}`,
  );
  for (const name of ['ann', 'bea']) {
    mkdirSync(join(folder, name));
    copyFileSync(face, join(folder, name, '0.webp'));
    await writePicture(join(folder, name, '1.png'), grey(name === 'ann' ? 64 : 80));
  }
  await writePicture(join(folder, 'ann', '2.png'), grey(65));
});

it.skipIf(!isInstalled)('names every picture of people that shows no face', async () => {
  const notice = vi.fn();
  const { told, lacking } = await look(notice);
  expect(told).toBe(`People in ${folder}: here`);
  expect(notice).toHaveBeenCalledExactlyOnceWith(`Looking for a face in each picture of ${folder}`);
  expect(lacking).toEqual(
    ['ann/1.png', 'ann/2.png', 'bea/1.png'].map(
      (name) => `no face is found in ${join(folder, name)}`,
    ),
  );
});

it('says why faces are not looked for', async () => {
  vi.mocked(loadFaceEncoder).mockRejectedValueOnce(
    new DreamBoothError('FACE_LIBRARY', 'The library is not installed.'),
  );
  const { told, lacking } = await look();
  expect(told).toBe(`People in ${folder}: here`);
  expect(lacking).toEqual([
    'whether pictures show faces is not checked. The library is not installed.',
  ]);
});

it.skipIf(!isInstalled)(
  'names pictures that cannot be used, beside those without a face',
  async () => {
    const broken = join(folder, 'ann', '3.png');
    writeFileSync(broken, 'no picture');
    const { lacking } = await look();
    rmSync(broken);
    expect(lacking).toHaveLength(2);
    expect(lacking[0]).toContain(broken);
    expect(lacking[1]).toContain(join('bea', '1.png'));
  },
);
