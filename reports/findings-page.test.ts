import { expect, test } from 'vitest';
import type { FindingsFile } from '@singlora/records';
import { findingsPage } from './findings-page.ts';

const file = {
  version: 1,
  designs: [
    {
      id: 'glue/one',
      title: 'One design',
      basis: { kind: 'stand-in', with: 'a small model' },
      plan: 'one',
      command: 'npx nx run experiments:glue --preset=one',
      commits: ['0123456789abcdef'],
      sides: [{ label: 'LoRA', method: 'lora', runs: ['a', 'b'] }],
      trials: ['c'],
    },
  ],
  findings: [
    {
      kind: 'difference',
      id: 'glue/one',
      design: 'glue/one',
      question: 'SingLoRA − LoRA',
      unit: 'points',
      estimate: 0.01,
      interval: [-0.01, 0.03],
      n: { seeds: 3, subjects: null },
      given: { margin: 0.005, reservation: 'too few seeds' },
      verdict: 'none',
    },
    {
      kind: 'claim',
      id: 'claim/x',
      says: 'It is so.',
      place: 'table 1',
      condition: null,
      rests: ['glue/one'],
      verdict: 'undecided',
    },
  ],
} as unknown as FindingsFile;

test('each finding has its anchor, numbers, verdict, citation, runs and command', () => {
  const { sections } = findingsPage(file, 'abc123', 'authored').content;
  const [glue, claims] = sections.map((section) => `${(section || undefined)?.body}`);
  expect(glue).toContain('id="glue/one"');
  expect(glue).toContain('+1.00 points (95% −1.00 to +3.00), 3 seeds');
  expect(glue).toContain('too few seeds');
  expect(glue).toContain('finding glue/one');
  expect(glue).toContain('results/findings.json, code abc123');
  expect(glue).toContain(
    '<a href="runs.html#search=design%3Aglue%2Fone%3B">2 runs and 1 trial</a>',
  );
  expect(glue).toContain('npx nx run experiments:glue --preset=one');
  expect(glue).toContain('0123456789ab');
  expect(claims).toContain('id="claim/x"');
  expect(claims).toContain('undecided');
  expect(claims).toContain('<small>glue/one</small>');
});

test('findings of one’s own records are not said to be among the committed ones', () => {
  const { content } = findingsPage(file, 'abc123', 'generic');
  const bodies = content.sections.map((section) => `${(section || undefined)?.body}`);
  expect([...content.lede, ...bodies].join()).not.toContain('results/');
  expect(bodies[0]).toContain('code abc123');
});
