import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as tf from '@tensorflow/tfjs-core';
import { noFaceLibrary } from './errors.ts';

const name = '@vladmandic/face-api';

/** A rectangle, in pixels of the picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The place of a face. */
interface Detection {
  readonly box: Box;
}

/** Places of eyes, nose, mouth and chin. */
interface Landmarks {
  shiftBy(x: number, y: number): Landmarks;
  /** The square around a face as dlib cuts it, in which eyes and mouth have their places. */
  align(detection: null, options: { readonly useDlibAlignment: true }): Box;
}

/** A network with weights that come with the package. */
interface Network {
  loadFromDisk(folder: string): Promise<void>;
  dispose(): void;
}

/**
 * The part of face-api that is used; its own types are those of a browser. Pictures are `[height, width, 3]` from 0
 * to 255.
 */
export interface FaceLibrary {
  readonly SsdMobilenetv1: new () => Network & {
    locateFaces(picture: tf.Tensor3D): Promise<readonly Detection[]>;
  };
  readonly FaceLandmark68Net: new () => Network & {
    detectLandmarks(face: tf.Tensor3D): Promise<Landmarks>;
  };
  readonly FaceRecognitionNet: new () => Network & {
    computeFaceDescriptor(face: tf.Tensor3D): Promise<Float32Array>;
  };
  /** The parts of a picture in boxes; none for a box outside it. */
  readonly extractFaceTensors: (
    picture: tf.Tensor3D,
    boxes: readonly (Detection | Box)[],
  ) => Promise<tf.Tensor3D[]>;
}

/** The library with the folder of its weights. */
interface InstalledFaceLibrary {
  readonly name: string;
  readonly version: string;
  readonly library: FaceLibrary;
  readonly folder: string;
}

/**
 * Loads face-api, which computes on the backend that runs: of its builds the one for WebAssembly takes tfjs from this
 * process and asks for no library of its own.
 *
 * @throws DreamBoothError `FACE_LIBRARY` where it is not installed
 */
export function faceLibrary(): InstalledFaceLibrary {
  const require = createRequire(import.meta.url);
  try {
    const library = require(`${name}/dist/face-api.node-wasm.js`) as FaceLibrary;
    const manifest = require.resolve(`${name}/package.json`);
    const { version } = require(manifest) as { readonly version: string };
    return { name, version, library, folder: join(dirname(manifest), 'model') };
  } catch (cause) {
    throw noFaceLibrary(name, cause);
  }
}
