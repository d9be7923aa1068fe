import { dreamBoothProtocol, paper } from '@singlora/records';
import {
  capital,
  column,
  format,
  type Html,
  markup,
  methodTitle,
  numbers,
  type Section,
  table,
  tableHtml,
} from '@singlora/reporting';
import { millions } from '../glue/paper-section.ts';
import { parameterCount } from '@singlora/comparison';

/** The paper's two tables as printed, by themselves. */
export const paperSection: Section = {
  id: 'paper',
  title: 'In the paper',
  intro: markup`<p>As printed in arXiv ${paper.arxiv}. Ours may stand beside these columns only where a run used ${dreamBoothProtocol.title}, the subjects of ${dreamBoothProtocol.data}, DINO and CLIP; each setting says what it used.</p>`,
  body: markup`${picturesTable()}${facesTable()}`,
};

function picturesTable(): Html {
  const { rows, source } = paper.dreambooth;
  return tableHtml(
    table(
      `${capital(source)}: means over ${dreamBoothProtocol.subjects} subjects and ${dreamBoothProtocol.prompts} prompts. No spread is given.`,
      rows,
      [
        column('Method', ({ method, rank }) => `${methodTitle(method)} r${rank}`),
        numbers(['DINO ↑', 'as printed'], ({ dino }) => dino.toFixed(3)),
        numbers(['CLIP-I ↑', 'as printed'], ({ clipImage }) => clipImage.toFixed(3)),
        numbers(['CLIP-T ↑', 'as printed'], ({ clipText }) => clipText.toFixed(3)),
        numbers(['Parameters', 'as printed'], ({ params }) => millions(params)),
        numbers(['Parameters', 'by definition'], ({ method, rank }) =>
          format.count(parameterCount(method, dreamBoothProtocol, rank)),
        ),
      ],
      {
        notes: [
          `“By definition” counts ${format.listing(dreamBoothProtocol.targets)} of ${dreamBoothProtocol.title}’s denoiser.`,
        ],
      },
    ),
  );
}

function facesTable(): Html {
  const { rows, source, subjects } = paper.faces;
  return tableHtml(
    table(
      `${capital(source)}: means over ${subjects} faces made by a network, adapters with as many parameters. No spread is given.`,
      rows,
      [
        column('Method', ({ method, rank }) => `${methodTitle(method)} r${rank}`),
        numbers(['DINO ↑', 'as printed'], ({ dino }) => dino.toFixed(3)),
      ],
    ),
  );
}
