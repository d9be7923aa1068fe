import { describe, expect, it } from 'vitest';
import { checkFileName, checkId, checkRevision } from './names.ts';

describe('names', () => {
  it.each(['gpt2', 'nyu-mll/glue', 'a.b/c_d-1.0'])('takes the id %s', (id) => {
    expect(() => checkId(id)).not.toThrow();
  });

  it.each(['', 'a/b/c', '../a', 'a/..', '/a', 'a/', 'a b', 'a\\b', 'a/b?c', '-/.x'])(
    'refuses the id "%s"',
    (id) => {
      expect(() => checkId(id)).toThrow(expect.objectContaining({ code: 'HUB_BAD_NAME' }) as Error);
    },
  );

  it.each(['config.json', 'mnli/train-00000-of-00001.parquet', '.gitattributes'])(
    'takes the file %s',
    (name) => {
      expect(() => checkFileName(name)).not.toThrow();
    },
  );

  it.each(['', '/etc/passwd', '../a', 'a/../../b', 'a//b', 'a\\..\\b', 'a\0b', './a'])(
    'refuses the file "%s"',
    (name) => {
      expect(() => checkFileName(name)).toThrow(
        expect.objectContaining({ code: 'HUB_BAD_NAME' }) as Error,
      );
    },
  );

  it('takes branches, tags and commits, and nothing that climbs', () => {
    for (const revision of ['main', 'v1.0', 'refs/pr/1', '0'.repeat(40)]) checkRevision(revision);
    for (const revision of ['', '..', 'a/../b', 'a b']) {
      expect(() => checkRevision(revision)).toThrow(/cannot be the name of a revision/);
    }
  });
});
