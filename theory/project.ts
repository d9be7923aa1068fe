import type { Project } from '@singlora/runner';

const project: Project = {
  name: 'theory',
  title: 'Checks of the theory',
  ending: '/check.ts',
};

export default project;
