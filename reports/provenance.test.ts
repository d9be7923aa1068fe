import { expect, it } from 'vitest';
import { commandsHtml } from './provenance.ts';

it('says of commands that no page shows where they are', () => {
  const commands = Array.from({ length: 201 }, (_, seed) => `npx nx run x --seeds=${seed}`);
  const { text } = commandsHtml(commands);
  expect(text).toContain('The newest 200 of 201 commands');
  // No page has more of them.
  expect(text).not.toContain('--all');
  expect(commandsHtml(commands.slice(1)).text).not.toContain('newest');
});
