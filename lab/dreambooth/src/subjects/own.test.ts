import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { toFloats } from '@singlora/pictures';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadOwnSubject, type OwnSubject } from './own.ts';
import { framePicture, readPictures } from './read.ts';
import { paint } from './subjects.test.support.ts';

const root = folderForEachTest();
let folder: string;
let notices: string[];
beforeEach(async () => {
  folder = join(root, 'my-dog');
  await mkdir(folder);
  notices = [];
});

const load = (own: Partial<OwnSubject> = {}) =>
  loadOwnSubject(
    { folder, className: 'dog', ...own },
    {
      env: { HF_HUB_CACHE: root, XDG_CACHE_HOME: root, HF_HUB_OFFLINE: '1' },
      onNotice: (line) => notices.push(line),
    },
  );

describe('a folder of one’s own', () => {
  it('is a subject of the name of its folder, with the prompts that there are', async () => {
    const paths = [await paint(join(folder, 'b'), 1), await paint(join(folder, 'a'), 2)];
    expect(paths).toHaveLength(2);
    const { subjects, prompts, assets } = await load();
    expect(subjects).toMatchObject([{ name: 'my-dog', className: 'dog', isLive: true }]);
    expect(subjects[0]?.pictures.map(({ name }) => name)).toEqual(['a.png', 'b.png']);
    expect(prompts.live.length).toBeGreaterThan(5);
    expect(assets).toMatchObject([
      { id: 'my-dog', source: 'folder', revision: 'local', standIn: expect.any(String) as string },
      { id: 'built-in/prompts' },
    ]);
    expect(Object.keys(assets[0]!.sha256)).toEqual(['a.png', 'b.png']);
    expect(notices).toEqual([expect.stringMatching(/^No network, .* built-in prompts/)]);
  });

  it('is live by its class', async () => {
    await paint(join(folder, 'a'), 1);
    const [person] = (await load({ className: ' person ' })).subjects;
    expect(person).toMatchObject({ className: 'person', isLive: true });
    expect((await load({ className: 'mug' })).subjects[0]?.isLive).toBe(false);
  });

  it('with the same picture several times has it once, with one notice', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await paint(join(folder, name), name === 'c' ? 2 : 1);
    const { subjects } = await load();
    expect(subjects[0]?.pictures.map(({ name }) => name)).toEqual(['a.png', 'c.png']);
    expect(notices[0]).toBe(
      'Left out, since they are the same pictures: b.png (as a.png), d.png (as a.png).',
    );
  });

  it('with one picture can be used, and says what for that is too few', async () => {
    await paint(join(folder, 'a'), 1);
    await paint(join(folder, 'again'), 1);
    expect((await load()).subjects[0]?.pictures).toHaveLength(1);
    expect(notices[1]).toMatch(/^There is one picture of my-dog\. DreamBooth takes 3 to 6/);
  });

  it.each<[Partial<OwnSubject>, string, RegExp]>([
    [{ folder: '/no/such' }, 'DREAMBOOTH_FOLDER', /no folder \/no\/such/],
    [{ className: ' ' }, 'DREAMBOOTH_CLASS', /The class of my-dog is not known\. Give it/],
    [{}, 'DREAMBOOTH_EMPTY', /my-dog holds no pictures/],
  ])('%o is refused', async (own, code, message) => {
    await expect(load(own)).rejects.toThrow(message);
    await expect(load(own)).rejects.toMatchObject({ code });
  });
});

describe('reading', () => {
  it('gives pictures one by one, and names the one that it cannot read', async () => {
    await paint(join(folder, 'a'), 1);
    await writeFile(join(folder, 'b.jpg'), '<html>');
    const [subject] = (await load()).subjects;
    const pictures = readPictures(subject!.pictures);
    expect((await pictures.next()).value).toMatchObject({ name: 'a.png', picture: { width: 5 } });
    await expect(pictures.next()).rejects.toThrow(`${join(folder, 'b.jpg')} is a web page`);
  });

  it('makes squares, by cutting or with bars', () => {
    const picture = { width: 4, height: 2, pixels: new Uint8Array(24).fill(255) };
    const crop = { resolution: 4, framing: 'crop' } as const;
    expect(framePicture(picture, crop)).toEqual({
      width: 4,
      height: 4,
      pixels: new Uint8Array(48).fill(255),
    });
    const whole = toFloats(framePicture(picture, { resolution: 4, framing: 'letterbox' }));
    const rows = Array.from({ length: 4 }, (_, row) => whole[row * 12]);
    expect(rows).toEqual([-1, 1, 1, -1]);
    expect(whole).toHaveLength(48);
  });
});
