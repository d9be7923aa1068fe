import { sceneNames, splitOf } from '@singlora/pictures';
import { expect, test } from 'vitest';
import { fill } from '../prompts/prompt-lists.ts';
import { renderedSubject } from './rendered.ts';

const settings = { seed: 3, size: 24, instances: 5, referencesPerScene: 2 };
const subjects = Array.from({ length: 24 }, (_, i) => renderedSubject(i, settings));

test('are of those held out, of each class in turn, and always the same', () => {
  expect(subjects.map(({ subject }) => splitOf(subject))).toEqual(new Array(24).fill('held-out'));
  expect(new Set(subjects.map(({ className }) => className)).size).toBe(12);
  expect(subjects[12]!.className).toBe(subjects[0]!.className);
  expect(subjects[12]!.subject).not.toEqual(subjects[0]!.subject);
  expect(renderedSubject(7, settings)).toEqual(subjects[7]);
  expect(renderedSubject(7, { ...settings, seed: 4 }).subject).not.toEqual(subjects[7]!.subject);
});

test('have other pictures to compare with than to learn from, none of them twice', () => {
  const [{ instances, references }] = subjects as [(typeof subjects)[number]];
  expect([instances.length, references.length]).toEqual([5, 2 * sceneNames.length]);
  const all = [...instances, ...references];
  expect(new Set(all.map(({ picture }) => picture.pixels.join())).size).toBe(all.length);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

test('more of one kind of picture changes none of the others', () => {
  const more = renderedSubject(0, { ...settings, instances: 9 });
  expect(more.instances.slice(0, 5)).toEqual(subjects[0]!.instances);
  expect(more.references).toEqual(subjects[0]!.references);
});

test('are drawn by a prompt for each scene, which says nothing of their looks', () => {
  const [{ prompts, className }] = subjects as [(typeof subjects)[number]];
  const filled = prompts.map((prompt) => fill(prompt, { identifier: 'sks', className }));
  expect(filled).toHaveLength(sceneNames.length);
  expect(filled).toContain(`a photo of a sks ${className} on the beach`);
});
