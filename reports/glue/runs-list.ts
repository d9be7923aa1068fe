import { type GlueRun, metricInfo, scoreText } from '@singlora/comparison';
import { glueNumber, taskTitle } from '@singlora/records';
import { column, format, methodTitle, numbers } from '@singlora/reporting';
import type { RunList } from '../runs-section.ts';

/** How GLUE's runs are listed. */
export const runsList: Pick<RunList<GlueRun>, 'isTrial' | 'columns'> = {
  isTrial: ({ purpose }) => purpose === 'trial',
  columns: [
    column('Task', ({ task, purpose }) => ({
      text: taskTitle(task),
      detail: purpose === 'trial' ? 'trial' : undefined,
    })),
    column('Method', ({ method }) => methodTitle(method)),
    column('Preset', ({ config }) => config.preset),
    numbers('Rate', ({ config }) => format.setting(config.learningRate)),
    numbers('Seed', ({ seed }) => String(seed)),
    numbers(['Score', 'headline metric'], ({ metrics, score }) =>
      scoreText(metricInfo(metrics[0] ?? ''), score),
    ),
    numbers('Steps', ({ record }) => format.count(glueNumber(record.summary, 'steps'))),
    numbers('Training', ({ record }) =>
      format.duration(glueNumber(record.summary, 'trainSeconds')),
    ),
  ],
};
