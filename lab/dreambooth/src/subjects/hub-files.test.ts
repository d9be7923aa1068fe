import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { beforeEach, expect, it } from 'vitest';
import { loadPrompts } from '../prompts/load.ts';
import { googleSubjects, pictureNames } from './google.ts';
import { loadSubjects, type LoadSubjectsOptions } from './load.ts';
import { classesText, put } from './subjects.test.support.ts';

const commit = 'c'.repeat(40);
const all = Object.keys(googleSubjects);
const folder = folderForEachTest();
let env: NodeJS.ProcessEnv;
let notices: string[];
const options = (): LoadSubjectsOptions => ({ env, onNotice: (line) => notices.push(line) });
beforeEach(async () => {
  const own = join(folder, 'own');
  env = { HF_HUB_CACHE: join(folder, 'hub'), XDG_CACHE_HOME: own, HF_HUB_OFFLINE: '1' };
  notices = [];
});

/** A Hugging Face cache with the table of all subjects, and placeholder texts as the pictures of some, which are never decoded. */
async function fill(subjects: readonly string[], but: readonly string[] = []): Promise<void> {
  const repository = join(folder, 'hub', 'datasets--google--dreambooth');
  await put(join(repository, 'refs', 'main'), commit);
  const root = join(repository, 'snapshots', commit, 'dataset');
  await put(join(root, 'prompts_and_classes.txt'), classesText(all.map((name) => `${name},dog`)));
  for (const name of subjects.flatMap(pictureNames))
    if (!but.includes(name)) await put(join(root, name), name);
}

it('knows the 30 subjects and their 158 pictures', () => {
  expect(all).toHaveLength(30);
  expect(all.flatMap(pictureNames)).toHaveLength(158);
  expect(pictureNames('duck_toy')).toEqual([0, 1, 2, 3].map((i) => `duck_toy/0${i}.jpg`));
});

it('takes all subjects from the cache', async () => {
  await fill(all);
  const { subjects, prompts, assets } = await loadSubjects(options());
  expect(subjects.map(({ name }) => name)).toEqual(all);
  expect(prompts.live).toEqual(['a {0} {1} in a raincoat']);
  expect(assets).toHaveLength(1);
  const [asset] = assets;
  expect(asset).toMatchObject({ id: 'google/dreambooth', revision: commit, source: 'cache' });
  expect(Object.keys(asset!.sha256)).toHaveLength(159);
  expect(asset).not.toHaveProperty('standIn');
  expect(notices).toEqual([]);
});

it('without a network takes the subjects that are there as a whole, and says how many', async () => {
  await fill(['dog', 'can', 'vase'], ['can/03.jpg']);
  const { subjects, assets } = await loadSubjects(options());
  expect(subjects.map(({ name }) => name)).toEqual(['dog', 'vase']);
  expect(assets[0]?.standIn).toBe("2 of google/dreambooth's 30 subjects.");
  expect(notices).toEqual([`Partial data: ${assets[0]?.standIn}`]);
});

it('without a network refuses where those asked for are not all there', async () => {
  await fill(['dog'], ['dog/03.jpg']);
  const wanted = { ...options(), subjects: ['dog'] };
  await expect(loadSubjects(wanted)).rejects.toMatchObject({
    code: 'DREAMBOOTH_OFFLINE',
    message: expect.stringMatching(/Three ways out: [^]*HF_HUB_OFFLINE/) as string,
  });
  await expect(loadSubjects(options())).rejects.toMatchObject({ code: 'DREAMBOOTH_OFFLINE' });
});

it('knows the names of subjects without a network', async () => {
  await expect(loadSubjects({ ...options(), subjects: ['vas'] })).rejects.toThrow(
    /no subject "vas"\. Did you mean vase\?/,
  );
});

it('names a subject that the table has no class for', async () => {
  await fill(['dog']);
  const root = join(folder, 'hub/datasets--google--dreambooth/snapshots', commit, 'dataset');
  await put(join(root, 'prompts_and_classes.txt'), classesText(['cat,cat']));
  await expect(loadSubjects({ ...options(), subjects: ['dog'] })).rejects.toMatchObject({
    code: 'DREAMBOOTH_CLASS',
    message: expect.stringMatching(/names no class for dog\. Add the line "dog,/) as string,
  });
});

it('takes prompts alone from the cache, or built-in ones with a notice', async () => {
  const builtIn = await loadPrompts(options());
  expect(builtIn.asset).toMatchObject({ source: 'built-in', id: 'built-in/prompts' });
  expect(builtIn.asset.standIn).toMatch(
    /^12 prompts for objects and 12 for live .* our own wording/,
  );
  expect(notices).toEqual([expect.stringMatching(/built-in prompts of our own wording/)]);
  await fill([]);
  const { prompts, asset } = await loadPrompts(options());
  expect(prompts.object).toHaveLength(2);
  expect(asset).toMatchObject({ id: 'google/dreambooth', source: 'cache', revision: commit });
  expect(Object.keys(asset.sha256)).toEqual(['prompts_and_classes.txt']);
});
