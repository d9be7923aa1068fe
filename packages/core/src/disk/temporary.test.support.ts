import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, onTestFinished } from 'vitest';

/** The path of an empty folder that is made before each test that follows, and removed after it. */
export const folderForEachTest = (): string => folderBetween(beforeEach, afterEach);

/** The same for all tests that follow together; `under` is a folder to make it in, if not the system’s. */
export const folderForAllTests = (under?: string): string =>
  folderBetween(beforeAll, afterAll, under);

/** The same within a test, for that test. */
export const folderForThisTest = (under?: string): string =>
  folderBetween((make) => make(), onTestFinished, under);

type Hook = (work: () => void) => void;

function folderBetween(before: Hook, after: Hook, under = tmpdir()): string {
  const folder = join(under, `test-${randomBytes(4).toString('hex')}`);
  before(() => mkdirSync(folder, { recursive: true }));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
