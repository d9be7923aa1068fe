import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { siteRoot } from './documents.mjs';

const manifest = () => JSON.parse(readFileSync(join(siteRoot, 'package.json'), 'utf8'));

const forms = [
  /^(?:git\+)?https?:\/\/([^/]+)\/(.+?)(?:\.git)?$/,
  /^(?:git\+)?(?:ssh:\/\/)?git@([^/:]+)[/:](.+?)(?:\.git)?$/,
];

/** The web address of a repository's files, as on GitHub; undefined where its manifest names no host. */
export function repositoryUrl({ repository } = manifest()) {
  const given = repository?.url ?? repository ?? '';
  const url = given.replace(/^github:/, 'https://github.com/');
  const [, host, path] = forms.map((form) => form.exec(url)).find(Boolean) ?? [];
  return host && `https://${host}/${path}/blob/main`;
}
