import { readdirSync } from 'node:fs';
import type { Project } from '@singlora/runner';

/** What the report shows of each check. */
const views = readdirSync(import.meta.dirname).map((check) => `theory/${check}/view`);

const project: Project = {
  name: 'theory',
  title: 'Checks of the theory',
  ending: '/check.ts',
  unrelated: ['packages/reporting', 'packages/glue', 'packages/hub', 'theory/report', ...views],
};

export default project;
