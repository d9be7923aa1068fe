import type { Project } from '@singlora/runner';

const project: Project = {
  name: 'theory',
  title: 'Checks of the theory',
  ending: '.check.ts',
  unrelated: ['packages/reporting', 'packages/glue', 'packages/hub'],
};

export default project;
