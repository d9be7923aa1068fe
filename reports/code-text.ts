import type { GitState } from '@singlora/tracking';

/** What is known about the checkout that something came from. */
type Checkout = Pick<GitState, 'commit' | 'dirty'> & Partial<GitState>;

/** "1a2b3c4d on main, with uncommitted changes". */
export function codeText(git: Checkout | null | undefined): string {
  if (!git) return 'not in a Git checkout';
  const changes = git.dirty
    ? `, with uncommitted changes${git.diffSha256 ? ` ${git.diffSha256.slice(0, 8)}` : ''}`
    : '';
  return `${git.commit.slice(0, 12)}${git.branch ? ` on ${git.branch}` : ''}${changes}`;
}
