import { expect, it } from 'vitest';
import { repositoryUrl } from './repository.mjs';

it.each([
  [undefined, undefined],
  ['github:name/lab', 'https://github.com/name/lab/blob/main'],
  ['https://github.com/name/lab', 'https://github.com/name/lab/blob/main'],
  [
    { type: 'git', url: 'git+https://github.com/name/lab.git' },
    'https://github.com/name/lab/blob/main',
  ],
  [
    { type: 'git', url: 'git@code.example.org:a/b/lab.git' },
    'https://code.example.org/a/b/lab/blob/main',
  ],
])('of %o, files are shown at %s', (repository, url) => {
  expect(repositoryUrl({ repository })).toBe(url);
});
