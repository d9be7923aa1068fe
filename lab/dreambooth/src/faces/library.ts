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

/** The position of a face. */
interface Detection {
  readonly box: Box;
}

/** The positions of eyes, nose, mouth and chin. */
interface Landmarks {
  shiftBy(x: number, y: number): Landmarks;
  /** The square around a face as dlib crops it, with eyes and mouth at fixed positions. */
  align(detection: null, options: { readonly useDlibAlignment: true }): Box;
}

/** A network with weights that come with the package. */
interface Network {
  loadFromDisk(folder: string): Promise<void>;
  dispose(): void;
}

/**
 * The part of face-api that is used; its own types need a browser's. Pictures are `[height, width, 3]` from 0 to
 * 255.
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
  /** The crops of a picture by boxes; none for a box outside it. */
  readonly extractFaceTensors: (
    picture: tf.Tensor3D,
    boxes: readonly (Detection | Box)[],
  ) => Promise<tf.Tensor3D[]>;
}

/**
 * Loads face-api, and names the folder of its weights. It runs on the current backend: its build for WebAssembly uses this process's
 * tfjs and needs no other library.
 *
 * @throws DreamBoothError `FACE_LIBRARY` where it is not installed
 */
export function faceLibrary() {
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
