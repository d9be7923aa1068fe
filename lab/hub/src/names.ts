import { badName } from './errors.ts';

// Names become paths and URLs, so nothing may leave a folder or end a path early.
const part = /^[\w-][\w.-]*$/;

/** @throws HubError `HUB_BAD_NAME` unless `id` is `name` or `org/name` */
export function checkId(id: string): void {
  const parts = id.split('/');
  if (parts.length > 2 || !parts.every((text) => part.test(text))) {
    throw badName(
      'repository',
      id,
      'it has the form org/name, of letters, digits, "_", "-" and "."',
    );
  }
}

/** @throws HubError `HUB_BAD_NAME` unless `name` is a path inside a repository */
export function checkFileName(name: string): void {
  const safe = name
    .split('/')
    .every((text) => /^[^\\\0]+$/.test(text) && text !== '.' && text !== '..');
  if (!safe)
    throw badName('file', name, 'it is a path inside the repository, with "/" between folders');
}

/** @throws HubError `HUB_BAD_NAME` unless `revision` is a branch, tag or commit */
export function checkRevision(revision: string): void {
  if (!revision.split('/').every((text) => part.test(text))) {
    throw badName('revision', revision, 'it is a branch, a tag or a commit');
  }
}
