import type { DreamBoothSetting } from '@singlora/comparison';
import { dreamBoothFiles } from '@singlora/records';
import {
  format,
  type Html,
  markup,
  pageOnly,
  type PictureRow,
  pictureRows,
} from '@singlora/reporting';
import { colourOf } from './colours.ts';
import { leftOutNote, type Limits } from '../limits.ts';
import { heightOf, type RunFiles } from './run-files.ts';

/** Sheets lower than this many pixels are shown unsmoothed, at twice their size. */
export const tinySheet = 128;
/** The height of larger sheets on the screen, in pixels. */
const usualHeight = 132;

/** Each method's pictures of the first subjects, from their first seeds; undefined where none are recorded. */
export function picturesHtml(setting: DreamBoothSetting, files: RunFiles, limits: Limits) {
  const budget = { left: limits.pictureBytes, leftOut: 0 };
  const subjects = setting.subjects.slice(0, limits.subjects);
  const parts = subjects.flatMap((subject) => subjectHtml(setting, subject, files, budget) ?? []);
  if (parts.length === 0) return undefined;
  return pageOnly(
    markup`${parts}${
      budget.leftOut > 0 &&
      markup`<p class="note">${format.plural(budget.leftOut, 'row')} of pictures ${budget.leftOut === 1 ? 'is' : 'are'} left out, since the page would be too large. <code>npx nx run reports:build --all</code> shows ${budget.leftOut === 1 ? 'it' : 'them'}.</p>\n`
    }${leftOutNote(subjects.length, setting.subjects.length, 'subjects are shown in pictures')}`,
  );
}

interface Budget {
  /** How many more bytes of pictures the page may include. */
  left: number;
  /** How many rows were left out. */
  leftOut: number;
}

function subjectHtml(
  { variants }: DreamBoothSetting,
  subject: string,
  files: RunFiles,
  budget: Budget,
): Html | undefined {
  const drawn = variants.flatMap((variant) => {
    const run = variant.runs.find((one) => one.config.subject === subject);
    return run ? [{ variant, run }] : [];
  });
  const [first] = drawn;
  if (!first) return undefined;
  const within = (rows: readonly (PictureRow | undefined)[]) =>
    rows.filter((row) => row !== undefined).filter((row) => fits(row, budget));
  const promptsOf = (of: 'subject' | 'class') =>
    drawn.map(({ run }) => files.prompts(run.record, of)).find(({ length }) => length > 0) ?? [];
  const prompts = promptsOf('subject');
  const [image] = drawn.flatMap(
    ({ run }) => files.image(run.record, dreamBoothFiles.learned) ?? [],
  );
  const learned = within([
    image && {
      title: 'Training pictures',
      description: `Pictures of ${subject} that were learned from`,
      image,
    },
  ]);
  const rowOf = (of: 'row' | 'ofClass', what: string) =>
    drawn.map(({ variant, run }) => {
      const { label } = variant;
      const image = files.image(run.record, dreamBoothFiles[of]);
      const seed = `seed ${run.config.seed}`;
      return (
        image && {
          title: label,
          colour: colourOf(variant),
          image,
          description: `${label}, ${seed}: ${what}`,
        }
      );
    });
  const subjectRows = within(
    rowOf('row', `${subject}, one picture for each of: ${prompts.join('; ')}`),
  );
  const [classPrompt = `a ${first.run.config.className ?? 'subject of the class'}`] =
    promptsOf('class');
  const classRows = within(rowOf('ofClass', `pictures drawn by “${classPrompt}”`));
  if (subjectRows.length + learned.length === 0) return undefined;
  const [sheet] = [...subjectRows, ...learned];
  const own = (sheet && heightOf(sheet.image)) ?? Infinity;
  const look =
    own < tinySheet
      ? { pixelated: true, height: 2 * own }
      : { pixelated: false, height: usualHeight };
  return markup`${pictureRows(subjectRows, {
    ...look,
    title: `${subject}, drawn with seed ${first.run.config.seed}`,
    caption:
      'A column a prompt, the first picture drawn of each; from the same noise in every row.',
    columns: prompts,
    above: learned,
  })}${
    classRows.length > 0 &&
    pictureRows(classRows, {
      ...look,
      title: `“${classPrompt}”`,
      caption:
        'Drawn without the identifier: these are to be other subjects of the class, as without an adapter.',
    })
  }`;
}

function fits({ image: { bytes } }: PictureRow, budget: Budget): boolean {
  if (bytes.length > budget.left) {
    budget.leftOut += 1;
    return false;
  }
  budget.left -= bytes.length;
  return true;
}
