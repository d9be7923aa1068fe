import { chmod, copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadSubjects, type LoadSubjectsOptions } from './load.ts';
import { promptsOf } from './subject.ts';
import { layOut, paint, put } from './subjects.test.support.ts';

const folder = folderForEachTest();
let notices: string[];
beforeEach(async () => {
  notices = [];
});

const load = (options: LoadSubjectsOptions = {}) =>
  loadSubjects({
    folder,
    env: { XDG_CACHE_HOME: join(folder, '.cache') },
    onNotice: (line) => notices.push(line),
    ...options,
  });

const sha256 = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe('a folder like google/dreambooth’s', () => {
  it('gives subjects with classes, pictures in order, prompts, and hashes for the record', async () => {
    await layOut(folder, { shelf: 3, rex: 2 }, ['rex,dog', 'shelf,shelf', 'absent,boot']);
    const { subjects, prompts, assets } = await load();
    expect(subjects.map(({ name, className, isLive }) => [name, className, isLive])).toEqual([
      ['rex', 'dog', true],
      ['shelf', 'shelf', false],
    ]);
    const [rex, shelf] = subjects;
    expect(shelf!.pictures.map(({ name }) => name)).toEqual([
      'shelf/00.png',
      'shelf/01.png',
      'shelf/02.png',
    ]);
    expect(promptsOf(rex!, prompts)).toEqual(['a {0} {1} in a raincoat']);
    expect(promptsOf(shelf!, prompts)).toEqual(['a {0} {1} on a shelf', 'a blue {0} {1}']);
    const [asset] = assets;
    expect(asset).toMatchObject({
      kind: 'dataset',
      id: basename(folder),
      revision: 'local',
      source: 'folder',
      standIn: 'rex, shelf are no subjects of google/dreambooth.',
    });
    const names = ['prompts_and_classes.txt', 'rex/00.png', 'rex/01.png'];
    expect(Object.keys(asset!.sha256)).toEqual([...names, ...shelf!.pictures.map((p) => p.name)]);
    for (const [name, hash] of Object.entries(asset!.sha256))
      expect(hash).toBe(await sha256(join(folder, name)));
    expect(notices).toEqual([`Partial data: ${asset!.standIn}`]);
  });

  it('may lie in a folder dataset, and is told from the whole of google/dreambooth', async () => {
    await layOut(join(folder, 'dataset'), { dog: 5, can: 4 }, ['dog,dog', 'can,can']);
    const { assets } = await load();
    expect(assets[0]).toMatchObject({
      id: 'google/dreambooth',
      standIn: "2 of google/dreambooth's 30 subjects, 9 pictures where google/dreambooth has 11.",
    });
    const some = await load({ subjects: ['dog', 'dog'] });
    expect(some.subjects.map(({ name }) => name)).toEqual(['dog']);
    expect(some.assets[0]).not.toHaveProperty('standIn');
  });

  it('follows links, as the Hugging Face cache has them', async () => {
    await layOut(join(folder, 'real'), { dog: 2 });
    await mkdir(join(folder, 'linked'));
    for (const name of ['dog', 'prompts_and_classes.txt'])
      await symlink(join(folder, 'real', name), join(folder, 'linked', name));
    const { subjects } = await load({ folder: join(folder, 'linked') });
    expect(subjects[0]?.pictures).toHaveLength(2);
  });

  it('passes over what is no picture, and tells so', async () => {
    await layOut(folder, { dog: 2 });
    await put(join(folder, 'dog', 'notes.md'), 'a good dog');
    await put(join(folder, 'dog', '.DS_Store'), 'x');
    await put(join(folder, 'dog', 'more', 'a.png'), 'x');
    await copyFile(join(folder, 'dog', '00.png'), join(folder, 'dog', 'unnamed'));
    await writeFile(join(folder, 'dog', 'page.jpg'), '<html>');
    const { subjects } = await load({ subjects: ['dog'] });
    const names = subjects[0]?.pictures.map(({ name }) => name);
    expect(names).toEqual(['dog/00.png', 'dog/01.png', 'dog/page.jpg']);
    expect(notices).toEqual([
      `No pictures, and passed over in ${join(folder, 'dog')}: more, notes.md.`,
      'Left out, since they are the same pictures: dog/unnamed (as dog/00.png).',
      expect.stringMatching(/^Partial data/),
    ]);
  });

  it('tells of folders without a class, and of a single picture', async () => {
    await layOut(folder, { dog: 1 });
    await paint(join(folder, 'runs', '00'), 3);
    const { subjects } = await load();
    expect(subjects[0]?.pictures).toHaveLength(1);
    expect(notices[0]).toMatch(/^Left out, since prompts_and_classes.txt .* no class .*: runs\.$/);
    expect(notices[1]).toMatch(
      /^There is one picture of dog\. DreamBooth takes 3 to 6: .* ceiling/,
    );
  });
});

describe('what cannot be loaded', () => {
  it.each<[string, () => Promise<unknown>, LoadSubjectsOptions, string, RegExp]>([
    [
      'no folder',
      () => rm(join(folder, 'x'), { force: true }),
      { folder: '/no/such' },
      'DREAMBOOTH_FOLDER',
      /There is no folder \/no\/such/,
    ],
    [
      'no table',
      () => paint(join(folder, '00'), 1),
      {},
      'DREAMBOOTH_FOLDER',
      /holds prompts_and_classes\.txt.*its class, such as dog/,
    ],
    [
      'no pictures',
      () => layOut(folder, { dog: 0 }).then(() => mkdir(join(folder, 'dog'))),
      {},
      'DREAMBOOTH_EMPTY',
      /dog holds no pictures/,
    ],
    [
      'no subject',
      () => layOut(folder, { dog: 0 }),
      {},
      'DREAMBOOTH_EMPTY',
      /for none of the subjects that its table names: dog/,
    ],
    [
      'an unknown subject',
      () => layOut(folder, { dog: 2 }),
      { subjects: ['dgo'] },
      'DREAMBOOTH_SUBJECT',
      /no subject "dgo"\. Did you mean dog\?/,
    ],
    [
      'a subject without folder',
      () => layOut(folder, { dog: 2, cat: 0 }),
      { subjects: ['cat', 'dog'] },
      'DREAMBOOTH_SUBJECT',
      /no folder of pictures for cat\./,
    ],
  ])('%s', async (_, make, options, code, message) => {
    await make();
    await expect(load(options)).rejects.toThrow(message);
    await expect(load(options)).rejects.toMatchObject({ code });
  });

  it('a table that cannot be opened', async () => {
    await layOut(folder, { dog: 2 });
    const table = join(folder, 'prompts_and_classes.txt');
    await writeFile(table, 'Classes');
    await expect(load()).rejects.toThrow(`${table}, line 1: here "subject_name,class" is expected`);
    if (process.getuid?.() === 0) return; // who may read everything
    await chmod(table, 0);
    await expect(load()).rejects.toThrow(/^Cannot read /);
  });
});
