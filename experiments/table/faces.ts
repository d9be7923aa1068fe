import {
  DreamBoothError,
  loadFaceEncoder,
  prepareSubject,
  type FaceEncoder,
  type Framing,
  type Subjects,
} from '@singlora/dreambooth';
import { CodedError, reasonOf } from '@singlora/core/errors';
import { printableMessage } from '@singlora/core/formats';

/**
 * What is wrong with pictures of people for runs that compare faces, or why faces are not looked for. A picture shows its face
 * within the square that runs see.
 */
export async function faceProblems(
  { subjects, prompts }: Subjects,
  framing: Framing,
): Promise<string[]> {
  let encoder: FaceEncoder;
  try {
    encoder = await loadFaceEncoder();
  } catch (error) {
    if (!(error instanceof DreamBoothError)) throw error;
    return [`whether pictures show faces is not checked. ${reasonOf(error)}`];
  }
  const problems: string[] = [];
  try {
    for (const subject of subjects)
      try {
        const { references } = await prepareSubject(subject, prompts, framing);
        const faces = await encoder.faces(references);
        for (const [i, { path }] of subject.pictures.entries())
          if (!faces[i]?.descriptor) problems.push(`no face is found in ${printableMessage(path)}`);
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        problems.push(reasonOf(error));
      }
  } finally {
    encoder.dispose();
  }
  return problems;
}
