import { situations } from '@singlora/renderer';
import { startBackend } from '@singlora/runtime';
import { expect, test } from 'vitest';
import { judgeFolder, loadJudge } from '../judge/files.ts';
import { similarities } from '../judge/similarities.ts';
import { fill } from '../prompts/prompt-lists.ts';
import { embedPictures } from '../scores/embed.ts';
import { renderedFace } from './rendered-face.ts';

const settings = { seed: 3, size: 24, instances: 5, referencesPerSituation: 2 };
const people = Array.from({ length: 12 }, (_, i) => renderedFace(i, settings));
const [first] = people as [(typeof people)[number]];

test('are other people each, and always the same', () => {
  expect(new Set(people.map(({ person }) => JSON.stringify(person))).size).toBe(12);
  expect(renderedFace(7, settings)).toEqual(people[7]);
  expect(renderedFace(7, { ...settings, seed: 4 }).person).not.toEqual(people[7]!.person);
});

test('have other pictures to compare with than to learn from, none of them twice', () => {
  const { instances, references } = first;
  expect([instances.length, references.length]).toEqual([5, 2 * situations.length]);
  const all = [...instances, ...references];
  expect(new Set(all.map(({ picture }) => picture.pixels.join())).size).toBe(all.length);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

test('more of one kind of picture changes none of the others', () => {
  const more = renderedFace(0, { ...settings, instances: 9 });
  expect(more.instances.slice(0, 5)).toEqual(first.instances);
  expect(more.references).toEqual(first.references);
  expect(more.asset.sha256['references']).toBe(first.asset.sha256['references']);
  expect(more.asset.sha256['learned']).not.toBe(first.asset.sha256['learned']);
});

test('are drawn by a prompt for each situation, which says nothing of their looks', () => {
  const { prompts, className } = first;
  const filled = prompts.map((prompt) => fill(prompt, { identifier: 'sks', className }));
  expect(filled).toHaveLength(situations.length);
  for (const prompt of [
    'a photo of a sks person smiling',
    'a photo of a sks person wearing glasses',
    'a photo of a sks person on the beach',
  ])
    expect(filled).toContain(prompt);
});

test("are told apart by the judge's embedding, although it learned no faces", async () => {
  await startBackend();
  const judge = await loadJudge(judgeFolder);
  const ofJudge = { ...settings, size: judge.network.config.imageSize, referencesPerSituation: 1 };
  const subjects = [];
  for (let i = 0; i < 12; i++) {
    const { embeddings } = await embedPictures(judge, renderedFace(i, ofJudge).references);
    // Two groups, since others are looked for in one's own.
    subjects.push({ class: i % 2 === 0 ? 'a' : 'b', views: embeddings });
  }
  const { sameSubject, sameClass, toldApart } = similarities(subjects);
  expect(toldApart.mean).toBeGreaterThan(0.88);
  expect(sameSubject.mean - sameClass.mean).toBeGreaterThan(0.3);
  judge.dispose();
});
