import { expect, it } from 'vitest';
import { againSection } from './provenance.ts';

it('says of commands that no page shows where they are', () => {
  const commands = Array.from({ length: 201 }, (_, seed) => `npx nx run x --seeds=${seed}`);
  const { body } = againSection(commands, '');
  expect(body?.text).toContain('The newest 200 of 201 commands');
  // No page has more of them.
  expect(body?.text).not.toContain('--all');
  expect(againSection(commands.slice(1), '').body?.text).not.toContain('newest');
});
