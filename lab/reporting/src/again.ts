import type { RunRecord } from '@singlora/tracking';

/** A command, and what it does. */
interface Again {
  readonly title: string;
  readonly command: string;
}

/** The command that makes this run again, or goes on with it. Its own command may plan many other runs. */
export function againOf({ id, status, command }: RunRecord): Again {
  if (status !== 'finished') return { title: 'To go on', command: goingOn(command) };
  return { title: 'To run it again', command: `npx nx run experiments:runs repeat ${id}` };
}

/** A command that goes on with its stopped runs. */
export const goingOn = (command: string): string => command.replace(/ --force(?= |$)/, '');

/** A command that makes all its runs anew. */
export const anew = (command: string): string => `${goingOn(command)} --force`;
