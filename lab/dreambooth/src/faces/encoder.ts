import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Picture } from '@singlora/pictures';
import * as tf from '@tensorflow/tfjs-core';
import type { LoadedEncoder } from '../scores/encoders.ts';
import type { NamedPicture } from '../subjects/read.ts';
import { noFaceLibrary } from './errors.ts';
import { faceLibrary, type Box, type FaceLibrary } from './library.ts';

/** A picture's largest face, with a descriptor to compare faces by. */
export interface PictureFace {
  readonly name: string;
  /** The face's descriptor, a vector of 128 values, near others of the same person; undefined where no face is found. */
  readonly descriptor: Float32Array | undefined;
}

/** Finds faces and embeds them. */
export interface FaceEncoder extends LoadedEncoder {
  /** The largest face of each picture in turn. */
  faces(pictures: Iterable<NamedPicture> | AsyncIterable<NamedPicture>): Promise<PictureFace[]>;
}

const weights = [
  'ssd_mobilenetv1_model.bin',
  'face_landmark_68_model.bin',
  'face_recognition_model.bin',
];

/**
 * Loads three networks with face-api's weights: dlib's face descriptor (D. King, dlib.net, 2017), a ResNet that embeds a
 * face in 128 dimensions; an SSD that detects faces; and a network that locates eyes and mouth. They run on the current
 * backend, one picture at a time.
 *
 * @throws DreamBoothError `FACE_LIBRARY` where the optional package is not installed
 */
export async function loadFaceEncoder(): Promise<FaceEncoder> {
  const { name, version, library, folder } = faceLibrary();
  const networks = {
    detector: new library.SsdMobilenetv1(),
    landmarker: new library.FaceLandmark68Net(),
    describer: new library.FaceRecognitionNet(),
  };
  const sha256: Record<string, string> = {};
  try {
    for (const network of Object.values(networks)) await network.loadFromDisk(folder);
    for (const file of weights) sha256[file] = hash('sha256', await readFile(join(folder, file)));
  } catch (cause) {
    throw noFaceLibrary(name, cause);
  }
  return {
    asset: {
      kind: 'model',
      id: name,
      revision: version,
      source: 'npm',
      origin: `npm package ${name} ${version}`,
      sha256,
    },
    faces: async (pictures) => {
      const faces: PictureFace[] = [];
      for await (const { name: of, picture } of pictures)
        faces.push({ name: of, descriptor: await largestFace(library, networks, picture) });
      return faces;
    },
    dispose: () => {
      for (const network of Object.values(networks)) network.dispose();
    },
  };
}

/** The three networks by purpose. */
interface Networks {
  readonly detector: InstanceType<FaceLibrary['SsdMobilenetv1']>;
  readonly landmarker: InstanceType<FaceLibrary['FaceLandmark68Net']>;
  readonly describer: InstanceType<FaceLibrary['FaceRecognitionNet']>;
}

const areaOf = ({ width, height }: Box): number => width * height;

/**
 * The descriptor of the largest face, computed as in the library: detect the face, crop it by its eyes and mouth,
 * and embed it.
 */
async function largestFace(
  { extractFaceTensors }: FaceLibrary,
  { detector, landmarker, describer }: Networks,
  { width, height, pixels }: Picture,
): Promise<Float32Array | undefined> {
  const picture = tf.tensor3d(pixels, [height, width, 3], 'int32');
  const cut: tf.Tensor3D[] = [];
  try {
    const [first, ...others] = await detector.locateFaces(picture);
    if (!first) return undefined;
    const largest = others.reduce(
      (one, other) => (areaOf(other.box) > areaOf(one.box) ? other : one),
      first,
    );
    cut.push(...(await extractFaceTensors(picture, [largest])));
    if (!cut[0]) return undefined;
    const { x, y } = largest.box;
    const landmarks = (await landmarker.detectLandmarks(cut[0])).shiftBy(x, y);
    const aligned = landmarks.align(null, { useDlibAlignment: true });
    cut.push(...(await extractFaceTensors(picture, [aligned])));
    // A face whose eyes and mouth seem to be outside the picture does not count.
    return cut[1] && (await describer.computeFaceDescriptor(cut[1]));
  } finally {
    tf.dispose([picture, ...cut]);
  }
}
