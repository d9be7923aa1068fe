import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, onTestFinished } from 'vitest';

/** The path of an empty folder that is made before each test that follows, and removed after it. */
export const folderForEachTest = (): string => folderBetween(beforeEach, afterEach);

/** The same for all tests that follow together. */
export const folderForAllTests = (): string => folderBetween(beforeAll, afterAll);

/** The same within a test, for that test. */
export const folderForThisTest = (): string => folderBetween((make) => make(), onTestFinished);

type Hook = (work: () => void) => void;

function folderBetween(before: Hook, after: Hook): string {
  const folder = join(tmpdir(), `test-${randomBytes(4).toString('hex')}`);
  before(() => mkdirSync(folder));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
